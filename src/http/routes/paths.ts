export const videoPath = (videoId: string): string => `/api/v1/video/${videoId}`;
