const IMAGE_NAME =
  /\.(jpe?g|jpe|jfif|png|webp|avif|tiff?|gif|hei[cf]|bmp|dib|ico|jp2|j2k|jxl|p[bgpn]m|pam|pcx|psd|tga|svg|raw|dng|cr[23]|nef|arw|orf|rw2|raf)$/i;

/** Whether a file has the name of an image, of a kind that is read or not. */
export const isImageLike = (name: string): boolean => IMAGE_NAME.test(name);
