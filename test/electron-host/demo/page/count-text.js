export const countText = (files) => String(files.length);
