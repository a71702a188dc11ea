// What `judging.py` asks of a page that axe-core was put into.
window.judging = {
  controls: () => [...document.querySelector('.preferences').querySelectorAll('select')],

  /** Language and theme that are chosen now. */
  chosen: () => judging.controls().map(({ value }) => value),

  /** Choose them as a person would, also beside an open dialog. */
  choose(...wanted) {
    for (const [place, value] of wanted.entries()) {
      const control = judging.controls()[place];
      control.value = value;
      control.dispatchEvent(new Event('change', { bubbles: true }));
    }
  },

  /** The size of the window has changed: everything that follows it has, two frames later. */
  resized: () => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))),

  async violations(where, rules) {
    const { violations } = await axe.run(where, rules);
    const told = ({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary.replace(/\s+/g, ' ')})`;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(told).join('; ')}`);
  },

  /** What is wrong in a language and a theme; first of all when the page is not shown in them. */
  async wrongIn(language, theme, state, where, rules) {
    judging.choose(language, theme);
    await new Promise((drawn) => setTimeout(drawn));
    const root = document.documentElement;
    const wrong = await judging.violations(where, rules);
    if (root.lang !== language) wrong.unshift(`it is shown in ${root.lang}`);
    if (getComputedStyle(root).colorScheme !== theme) wrong.unshift('it is shown in another theme');
    if (!document.querySelector(state)) wrong.push(`the state is gone (${state})`);
    if (root.scrollWidth > innerWidth) wrong.push(`the page is ${root.scrollWidth} px wide`);
    return wrong;
  },
};
