/** The floor's plan, on every page that shows it. */
export const floor = {
  picture: 'Picture of the plan',
  showPicture: 'Show the picture of the plan',
  hidePicture: 'Hide the picture of the plan',
};
