import type { Texts } from '../en';

/** 店舗内のページ移動。 */
export const storePages: Texts['storePages'] = {
  label: '店舗のページ',
  names: {
    live: 'ライブ',
    survey: '計測',
    map: 'マップ',
    quality: '測位精度',
    health: 'ビーコン',
    products: '商品',
  },
  goTo: (page: string) => `店舗の「${page}」ページへ`,
};
