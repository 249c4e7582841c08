/** The API's document, without a server. */
import { type OpenApi, openApi } from '../../src/http/openapi/document.ts';
import { allRoutes } from '../../src/http/routes/routes.ts';
import { fakeServices } from './fake-services.ts';

export const apiRoutes = allRoutes(fakeServices());

const made = (): OpenApi => {
  const steps = openApi(apiRoutes, '0.0.0');
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
};

export const apiDocument = made();
