/** Navigation among the pages of a store. */
export const storePages = {
  label: 'Pages of the store',
  names: {
    live: 'Live',
    survey: 'Survey',
    map: 'Map',
    quality: 'Quality',
    health: 'Beacons',
    products: 'Products',
  },
  goTo: (page: string) => `Go to the store’s page “${page}”`,
};
