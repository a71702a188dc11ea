import type { Texts } from '../en';

/** フロア図（すべての画面で共通）。 */
export const floor: Texts['floor'] = {
  picture: '図面の画像',
  showPicture: '図面の画像を表示',
  hidePicture: '図面の画像を隠す',
};
