// Stammkunde in the browser: palette, theme, keys, focus after a change. Everything here is a short cut; each page
// also works without it. No inline code anywhere, so that the content policy may forbid it.
(() => {
  const root = document.documentElement, body = document.body;
  const one = (sel, from = document) => from.querySelector(sel);
  const all = (sel, from = document) => [...from.querySelectorAll(sel)];
  const seen = el => el.getClientRects().length > 0;
  root.classList.add('js');

  // ---- one polite live region for everything that happened
  const say = text => { const live = one('#sag'); if (live && text) live.textContent = text; };

  // ---- light or dark: a cookie, so that the server writes it into the page and nothing flickers
  const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
  const toggleTheme = () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    document.cookie = 'theme=' + root.dataset.theme + ';path=/;max-age=31536000;samesite=lax';
  };

  // ---- palette: the input keeps the focus, arrows move the mark
  const palette = one('#befehle');
  const field = palette && one('input', palette);
  const purpose = palette && one('[name=zweck]', palette); // "kontakt": whoever is chosen gets a contact noted
  const rows = () => all('[role=option]', palette);
  const mark = i => {
    const list = rows();
    if (!list.length) { field.removeAttribute('aria-activedescendant'); return; }
    const at = (i + list.length) % list.length;
    list.forEach((row, n) => row.setAttribute('aria-selected', n === at));
    field.setAttribute('aria-activedescendant', list[at].id);
    list[at].scrollIntoView({ block: 'nearest' });
  };
  const marked = () => rows().findIndex(row => row.getAttribute('aria-selected') === 'true');
  const openPalette = (why = '') => {
    if (!palette || palette.open) return;
    if (purpose.value !== why) { purpose.value = why; field.value = ''; }
    palette.showModal();
    field.select();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  field?.addEventListener('keydown', e => {
    if (e.key === 'ArrowDown') { e.preventDefault(); mark(marked() + 1); }
    else if (e.key === 'ArrowUp') { e.preventDefault(); mark(marked() - 1); }
    else if (e.key === 'Enter') {
      const link = rows()[Math.max(0, marked())];
      if (!link) return;
      e.preventDefault();
      if (e.ctrlKey || e.metaKey) { open(link.href, '_blank'); return; }
      palette.close(); // the chosen place may be on this very page
      location.href = link.href;
    }
  });

  // ---- clicks
  addEventListener('click', e => {
    const hit = sel => e.target.closest?.(sel);
    if (hit('[data-theme-toggle]')) toggleTheme();
    else if (hit('[data-palette]')) { if (palette) { e.preventDefault(); openPalette(hit('[data-palette]').dataset.palette); } }
    else if (hit('[data-close]')) { (hit('dialog') || hit('.toast'))?.[hit('dialog') ? 'close' : 'remove'](); }
    else if (hit('[data-open]')) { const win = one('#' + hit('[data-open]').dataset.open); if (win?.showModal) { e.preventDefault(); win.showModal(); } }
    else if (e.target === palette) palette.close();
    else if (hit('[data-print]')) print();
  });
  addEventListener('change', e => {
    if (e.target.matches?.('[data-submit]')) e.target.form?.requestSubmit();
    if (e.target.matches?.('[data-all]')) all('[name="' + e.target.dataset.all + '"]').forEach(box => { box.checked = e.target.checked; });
  });

  // ---- what is folded and not on the page yet comes when it is unfolded
  addEventListener('toggle', e => {
    const link = e.target.open && one(':scope > a[data-fill]', e.target);
    if (link) htmx.ajax('GET', link.pathname + link.search, { source: link, target: link, swap: 'outerHTML' });
  }, true);

  // ---- a file dropped on the drop zone goes into its file field
  all('[data-drop]').forEach(zone => {
    const input = one('input[type=file]', zone);
    ['dragover', 'dragleave', 'drop'].forEach(name => zone.addEventListener(name, e => {
      e.preventDefault();
      zone.classList.toggle('over', name === 'dragover');
      if (name === 'drop' && input && e.dataTransfer.files.length) {
        input.files = e.dataTransfer.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }));
  });

  // ---- keys
  const items = () => all('.care:not(.done,.struck),[data-row]').filter(seen);
  const holds = el => el?.closest('.care,[data-row]');
  const focusItem = el => { const to = el && (one('.say a,a.who,a,button', el) || el); to?.focus(); };
  const step = by => {
    const list = items();
    if (!list.length) return;
    const at = list.indexOf(holds(document.activeElement));
    focusItem(list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + by))]);
  };
  const press = key => {
    const near = holds(document.activeElement) || items()[0];
    const inItem = near && all('[data-key="' + key + '"]', near).find(seen);
    const outside = all('[data-key="' + key + '"]').filter(el => !holds(el));
    const target = inItem || outside.filter(seen).pop() || outside[0]; // the phone's round button also answers unseen
    if (target?.matches('input,textarea')) target.focus(); else target?.click();
    return !!target;
  };
  const undone = [];
  const undo = () => {
    while (undone.length) {
      const button = one('#' + undone.pop() + ' [data-key=u]');
      if (button) { button.click(); return true; }
    }
    const last = all('[data-key=u]').filter(seen).pop();
    last?.click();
    return !!last;
  };
  // ---- what was opened by a key takes the focus, Esc closes it and gives the focus back
  let keyed = false; // the last thing done was done by a key, not by a finger or the mouse
  for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, () => { keyed = kind === 'keydown'; }, true);
  addEventListener('toggle', e => {
    if (e.newState === 'open' && keyed && e.target.matches?.('[popover]')) one('a,button,input', e.target)?.focus();
  }, true);
  addEventListener('keydown', e => {
    const near = e.key === 'Escape' && !e.defaultPrevented && !one('dialog[open],[popover]:popover-open') && e.target.closest?.('details[open]');
    if (!near || e.target.matches('[type=search]') && e.target.value) return;
    near.open = false;
    one('summary', near)?.focus();
  });
  let goUntil = 0, held = ''; // a key that acted types nothing, also not into a field that it opened
  const single = {
    j: () => step(1), k: () => step(-1), u: undo,
    '/': () => { const search = all('[data-search]').find(seen); search ? search.focus() : openPalette(); },
    '?': () => one('#tasten')?.showModal(),
    g: () => { goUntil = Date.now() + 1500; },
  };
  addEventListener('keydown', e => {
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    held = '';
    if ((e.ctrlKey || e.metaKey) && !e.altKey) {
      if (key === 'k' && palette) { e.preventDefault(); palette.open ? palette.close() : openPalette(); }
      const form = key === 's' && (document.activeElement?.closest('form') || one('form[data-save]'));
      if (form) { e.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (e.altKey || e.ctrlKey || e.metaKey || body.dataset.keys !== 'on') return;
    if (e.target.closest?.('input,textarea,select,[contenteditable]') || one('dialog[open]')) return;
    if (Date.now() < goUntil) {
      goUntil = 0;
      const link = one('[data-go="' + key + '"]');
      if (link) { e.preventDefault(); location.href = link.href; }
      return;
    }
    if (single[key]) { e.preventDefault(); held = key; single[key](); }
    else if (/^[a-z]$/.test(key) && press(key)) { e.preventDefault(); held = key; }
  });
  addEventListener('keyup', () => { held = ''; });
  addEventListener('beforeinput', e => { if (held && e.data?.toLowerCase() === held) e.preventDefault(); });

  // ---- after a swap: say what happened, keep the focus in the list, settle toasts
  let before = null;
  document.addEventListener('htmx:before:request', () => { const li = holds(document.activeElement); before = li ? items().indexOf(li) : null; });
  const announced = new WeakSet();
  const settle = () => {
    all('[data-announce]').forEach(el => {
      if (announced.has(el)) return;
      announced.add(el);
      say(el.dataset.announce);
      if (el.id && one('[data-key=u]', el)) undone.push(el.id);
      if (before !== null && document.activeElement === body) { const list = items(); focusItem(list[Math.min(before, list.length - 1)] || el); }
    });
    if (palette?.open) mark(Math.max(0, marked()));
    toasts();
  };
  all('[data-announce]').forEach(el => announced.add(el));
  document.addEventListener('htmx:after:swap', settle);
  document.addEventListener('fenster-zu', () => all('dialog[open]').forEach(d => d.close()));

  // ---- what came while another window is in front: said by the browser, where its user wanted that
  const canTell = 'Notification' in window;
  let known = new Set((one('#rufe-stand')?.value || '').split('-'));
  document.addEventListener('htmx:after:swap', () => {
    const state = one('#rufe-stand');
    if (!state) return;
    const now = new Set(state.value.split('-').filter(Boolean));
    const news = [...now].some(id => !known.has(id));
    known = now;
    if (!news || !canTell || Notification.permission !== 'granted' || !document.hidden) return;
    const text = one('#rufe').dataset.news, how = { tag: 'alarm', icon: '/static/tresen-192.png' };
    const plain = () => { try { new Notification(text, how).onclick = () => focus(); } catch { /* phones want a service worker */ } };
    navigator.serviceWorker ? navigator.serviceWorker.getRegistration().then(r => r ? r.showNotification(text, how) : plain(), plain) : plain();
  });
  const allow = one('[data-notify]');
  if (allow && canTell && Notification.permission !== 'denied') {
    const show = () => { allow.hidden = false; allow.disabled = Notification.permission === 'granted'; if (allow.disabled) allow.textContent = allow.dataset.on; };
    allow.addEventListener('click', () => Notification.requestPermission().then(show));
    show();
  }

  // a toast leaves after ten seconds unless somebody points at it
  const timed = new WeakSet();
  const toasts = () => all('.toasts .toast').forEach(toast => {
    if (timed.has(toast)) return;
    timed.add(toast);
    const leave = () => toast.matches(':hover,:focus-within') ? setTimeout(leave, 2000) : toast.remove();
    setTimeout(leave, 10000);
  });
  toasts();
})();
