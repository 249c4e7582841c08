/** The API's document, without a server. */
import { openApi } from '../../src/http/openapi/document.ts';
import { allRoutes } from '../../src/http/routes/routes.ts';
import { drained } from './drained.ts';
import { fakeServices } from './fake-services.ts';

export const apiRoutes = allRoutes(fakeServices());

export const apiDocument = drained(openApi(apiRoutes, '0.0.0'));
