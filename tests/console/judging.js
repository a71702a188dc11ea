// What `judging.py` asks of a page that axe-core was put into.
window.judging = {
  controls: () => [...document.querySelector('.preferences').querySelectorAll('select')],

  /** Language and theme that are chosen now. */
  chosen: () => judging.controls().map(({ value }) => value),

  /** Choose them as a person would, also beside an open dialog; how the page is shown then. */
  async choose(...wanted) {
    for (const [place, value] of wanted.entries()) {
      const control = judging.controls()[place];
      control.value = value;
      control.dispatchEvent(new Event('change', { bubbles: true }));
    }
    await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
    const root = document.documentElement;
    return [innerWidth, root.lang, getComputedStyle(root).colorScheme];
  },

  async violations(where, rules) {
    const { violations } = await axe.run(where, rules);
    const told = ({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary.replace(/\s+/g, ' ')})`;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(told).join('; ')}`);
  },
};
