/** Whether it is the folder, or lies below it. Of absolute paths without links or dots. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
