// The list of customers: ranges of ticked rows, the bar of what can be done to them, and
// leaving a field in the list by Esc. Each page also works without.
(() => {
  const boxes = () => [...document.querySelectorAll('input[name=wer]')];
  const count = () => {
    const out = document.querySelector('#sammelzahl');
    if (!out) return;
    const n = boxes().filter(b => b.checked).length;
    out.textContent = n ? out.dataset.some.replace('#', n) : out.dataset.none;
    for (const name of ['toast', 'afloat']) out.closest('form').classList.toggle(name, n > 0);
    boxes().forEach(b => b.closest('tr')?.setAttribute('aria-selected', b.checked));
  };
  let last = null;
  document.addEventListener('click', e => {
    if (e.target.closest?.('[data-clear]')) {
      boxes().concat(...document.querySelectorAll('[data-all=wer]')).forEach(b => { b.checked = false; });
      count();
    }
    const box = e.target.closest?.('input[name=wer]');
    if (!box) return;
    const list = boxes(), from = list.indexOf(last), to = list.indexOf(box);
    if (e.shiftKey && from >= 0) list.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(b => { b.checked = box.checked; });
    last = box;
    count();
  });
  document.addEventListener('change', e => { if (e.target.matches?.('[data-all=wer]')) setTimeout(count); });
  document.addEventListener('keydown', e => {
    const form = e.key === 'Escape' && e.target.closest?.('[data-cell-form]');
    if (form) { e.preventDefault(); form.querySelector('[data-cancel]').click(); }
  });
  document.addEventListener('htmx:after:swap', () => {
    count();
    const field = document.querySelector('td [data-cell-form] [autofocus]');
    if (field) { field.focus(); field.select?.(); }
  });
})();
