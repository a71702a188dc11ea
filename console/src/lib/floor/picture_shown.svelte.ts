const KEY = 'aislecast.picture';

/** Whether somebody wants to see the pictures that plans were drawn from; the same on all pages. */
class PictureShown {
  value = $state(localStorage.getItem(KEY) !== 'hidden');

  toggle(): void {
    this.value = !this.value;
    localStorage.setItem(KEY, this.value ? 'shown' : 'hidden');
  }
}

export const pictureShown = new PictureShown();
