// The board: cards are dragged or moved with the arrow keys; both press the button that
// the card's own menu has for the column, so nothing goes that does not go without script.
// Also copies drafts.
(() => {
  const board = document.querySelector('[data-board]');
  const columns = board ? [...board.querySelectorAll('[data-column]')] : [];
  const buttonFor = (card, key) => card.querySelector('button[name=nach][value="' + key + '"]');
  const move = (card, key) => {
    const button = buttonFor(card, key);
    if (button) button.form.requestSubmit(button);
    return !!button;
  };
  // Why an enquiry ends is asked in a window here, on the enquiry's page without script.
  board?.addEventListener('submit', e => {
    const win = e.submitter?.name === 'nach' && document.getElementById('ende-' + e.submitter.value);
    const card = e.target.closest('[data-lead]');
    if (!win?.showModal || !card) return;
    e.preventDefault();
    const form = win.querySelector('form');
    form.action = e.target.action;
    form.elements.version.value = e.target.elements.version.value;
    win.querySelector('[data-who]').textContent = card.querySelector('a.who').textContent;
    win.showModal();
    form.elements.grund.focus();
  });
  let held = null;
  board?.querySelectorAll('[data-lead]').forEach(card => {
    if (!card.querySelector('button[name=nach]')) return;
    card.draggable = true;
    card.addEventListener('dragstart', e => { held = card; e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', card.id); });
    card.addEventListener('dragend', () => { held = null; columns.forEach(c => c.classList.remove('over')); });
  });
  columns.forEach(column => {
    const fits = () => held && buttonFor(held, column.dataset.column);
    column.addEventListener('dragover', e => { if (fits()) { e.preventDefault(); column.classList.add('over'); } });
    column.addEventListener('dragleave', e => { if (!column.contains(e.relatedTarget)) column.classList.remove('over'); });
    column.addEventListener('drop', e => { if (fits()) { e.preventDefault(); move(held, column.dataset.column); } });
  });
  board?.addEventListener('keydown', e => {
    const card = e.target.closest('[data-lead]');
    if (!card || e.altKey || e.ctrlKey || e.metaKey || !e.target.matches('a.who')) return;
    const at = columns.indexOf(card.closest('[data-column]'));
    if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
      const by = e.key === 'ArrowRight' ? 1 : -1;
      for (let i = at + by; i >= 0 && i < columns.length; i += by) {
        if (move(card, columns[i].dataset.column)) { e.preventDefault(); return; }
      }
    } else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      const list = [...columns[at].querySelectorAll('[data-lead]')];
      const next = list[list.indexOf(card) + (e.key === 'ArrowDown' ? 1 : -1)];
      if (next) { e.preventDefault(); next.querySelector('a.who').focus(); }
    }
  });
  // The card that was just moved keeps the focus. The browser goes to the address's mark when
  // the page is there, and takes the focus away by that.
  const moved = board && location.hash && document.querySelector(location.hash + '[data-lead] a.who');
  if (moved) addEventListener('load', () => requestAnimationFrame(() => moved.focus()));
  document.addEventListener('click', e => {
    const button = e.target.closest?.('[data-copy]');
    const field = button && document.querySelector(button.dataset.copy);
    if (!field) return;
    field.focus();
    field.select();
    if (navigator.clipboard) navigator.clipboard.writeText(field.value); else document.execCommand('copy');
  });
})();
