/** Full screen and picture in picture, under the names that each browser has for them. */

interface Prefixed {
  readonly webkitFullscreenElement?: Element | null;
  readonly webkitExitFullscreen?: () => void;
}

interface PrefixedElement {
  readonly webkitRequestFullscreen?: () => void;
}

/** iPhones let only the video itself fill the screen. */
interface PhoneVideo {
  readonly webkitEnterFullscreen?: () => void;
}

const prefixed = document as Document & Prefixed;

export const isFullscreen = (): boolean =>
  (document.fullscreenElement ?? prefixed.webkitFullscreenElement ?? null) !== null;

export const canFullscreen = (element: Element, video: HTMLVideoElement): boolean =>
  hasStandard(element) || 'webkitRequestFullscreen' in element || 'webkitEnterFullscreen' in video;

export const toggleFullscreen = (element: Element, video: HTMLVideoElement): void => {
  if (isFullscreen()) leaveFullscreen();
  else enter(element, video);
};

const enter = (element: Element, video: HTMLVideoElement): void => {
  const old = element as Element & PrefixedElement;
  const phone = video as HTMLVideoElement & PhoneVideo;
  if (hasStandard(element)) element.requestFullscreen().catch(() => undefined);
  else if (old.webkitRequestFullscreen) old.webkitRequestFullscreen();
  else phone.webkitEnterFullscreen?.();
};

const hasStandard = (element: object): boolean => 'requestFullscreen' in element;

export const leaveFullscreen = (): void => {
  if (!isFullscreen()) return;
  if (hasStandard(document.documentElement)) document.exitFullscreen().catch(() => undefined);
  else prefixed.webkitExitFullscreen?.();
};

export const onFullscreenChange = (changed: () => void): (() => void) => {
  const names = ['fullscreenchange', 'webkitfullscreenchange'];
  for (const name of names) document.addEventListener(name, changed);
  return () => {
    for (const name of names) document.removeEventListener(name, changed);
  };
};

export const canFloat = (): boolean => document.pictureInPictureEnabled === true;

export const toggleFloating = (video: HTMLVideoElement): void => {
  const done =
    document.pictureInPictureElement === video
      ? document.exitPictureInPicture()
      : video.requestPictureInPicture();
  done.catch(() => undefined);
};
