// The counter on phones and tills: turns that end by themselves, and the cards for the time
// without network. Those lie in the browser's database, sealed: whoever opens them needs
// the PIN. New cards can be put in without it, because sealing takes the public half of a
// key pair only; the private half lies there too, encrypted with a key made from the PIN.
// Talks that are noted without network wait there (customer number, kind and time, no words)
// and are sent under a name of their own, so that the house writes each once.
(() => {
  const root = document.querySelector('[data-tresen]');
  if (!root) return;
  const one = (sel, from = document) => from.querySelector(sel);
  const set = root.dataset;
  const able = isSecureContext && 'serviceWorker' in navigator && 'indexedDB' in window && !!crypto.subtle;
  const TRIES = 5, ROUNDS = 600000, FRESH = 5 * 60e3, RSA = { name: 'RSA-OAEP', hash: 'SHA-256' };

  // ---- the browser's database: one store of named values
  const inStore = async (mode, act) => {
    const db = await new Promise((ok, no) => {
      const r = indexedDB.open('tresen', 1);
      r.onupgradeneeded = () => r.result.createObjectStore('werte');
      r.onsuccess = () => ok(r.result);
      r.onerror = () => no(r.error);
    });
    try {
      return await new Promise((ok, no) => {
        const t = db.transaction('werte', mode), r = act(t.objectStore('werte'));
        t.oncomplete = () => ok(r.result);
        t.onabort = t.onerror = () => no(t.error);
      });
    } finally { db.close(); }
  };
  const get = name => inStore('readonly', s => s.get(name));
  const put = (name, value) => inStore('readwrite', s => s.put(value, name));
  const drop = name => inStore('readwrite', s => s.delete(name));
  const waiting = async () => (await inStore('readonly', s => s.getAllKeys())).filter(k => k.startsWith('q:'));

  const wipe = async () => {
    cards = null;
    await new Promise(ok => { const r = indexedDB.deleteDatabase('tresen'); r.onsuccess = r.onerror = r.onblocked = ok; });
    for (const name of await caches.keys()) if (name.startsWith('tresen-')) await caches.delete(name);
    await (await navigator.serviceWorker.getRegistration('/tresen'))?.unregister();
  };

  // ---- sealing
  const random = n => crypto.getRandomValues(new Uint8Array(n));
  const bytes = text => new TextEncoder().encode(text);
  const lockKey = async (pin, salt) => crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS },
    await crypto.subtle.importKey('raw', bytes(pin), 'PBKDF2', false, ['deriveKey']),
    { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const newLock = async pin => {
    const pair = await crypto.subtle.generateKey({ ...RSA, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['encrypt', 'decrypt']);
    const salt = random(16), iv = random(12);
    const secret = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await lockKey(pin, salt), await crypto.subtle.exportKey('pkcs8', pair.privateKey));
    return { salt, iv, secret, seal: pair.publicKey, tries: 0 };
  };
  const seal = async (lock, value) => {
    const raw = random(32), iv = random(12), key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    return { iv, key: await crypto.subtle.encrypt(RSA, lock.seal, raw), data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes(JSON.stringify(value))) };
  };
  const unseal = async (secret, sealed) => {
    const raw = await crypto.subtle.decrypt(RSA, secret, sealed.key);
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.data)));
  };

  // ---- talking to the house; a redirect means that nobody is signed in
  const send = (path, fields) => fetch(path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

  // expire removes cards that are too old, also when somebody turned the clock back.
  const expire = async () => {
    const held = await get('karten');
    if (held && (Date.now() > held.until || Date.now() < held.at - 600e3)) await drop('karten');
  };

  // flush sends what waits. What the house refuses for good is dropped: the customer is
  // gone, or the note is older than the house takes.
  const flush = async () => {
    for (const name of await waiting()) {
      const q = await get(name);
      if (!q) continue;
      const r = await send('/tresen/nachtrag', { name: name.slice(2), kunde: q.kunde, art: q.art, am: q.am });
      if (!r.ok && r.status !== 404 && r.status !== 422) return false;
      await drop(name);
    }
    return true;
  };

  // refresh brings the cards up to date; a house that no longer knows this device has it
  // emptied.
  const refresh = async () => {
    const lock = await get('schloss');
    if (!lock) return false;
    const opened = await get('geoeffnet') || [], now = set.karte && !opened.includes(set.karte);
    if (now) await put('geoeffnet', [...opened, set.karte].slice(-100));
    const held = await get('karten');
    if (!now && held && Date.now() - held.at < FRESH && !set.ohne) return true;
    const r = await send('/tresen/karten', (await get('geoeffnet') || []).map(id => ['karte', id]));
    if (r.status === 410) {
      await wipe();
      await send('/tresen/karten', { geleert: 1 });
      location.href = '/anmelden';
      return false;
    }
    if (!r.ok) return false;
    const got = await r.json();
    if (got.pin !== lock.pin) { await wipe(); return false; }
    await put('karten', { at: Date.now(), until: Date.now() + got.seconds * 1000, sealed: await seal(lock, got.cards) });
    for (const name of await caches.keys()) if (name.startsWith('tresen-')) await (await caches.open(name)).add('/tresen/ohne-netz');
    return true;
  };

  // ---- the turn at a shared till ends after some minutes without a touch
  let cards = null, idle = 0;
  const minutes = Number(set.sperre) || 5;
  const rest = () => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (set.ohne) { cards = null; show(); } else if (set.geteilt) location.href = '/tresen/wer';
    }, minutes * 60e3);
  };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, rest, { passive: true });
  rest();

  // ---- keys: from the field into the list of hits
  addEventListener('keydown', e => {
    if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
    const stops = [...document.querySelectorAll('#wer, #treffer a, #treffer button')].filter(el => el.getClientRects().length);
    const at = stops.indexOf(document.activeElement);
    const next = at < 0 ? null : stops[at + (e.key === 'ArrowDown' ? 1 : -1)];
    if (next) { e.preventDefault(); next.focus(); }
  });

  if (!able) return;

  // ---- with network
  const online = async () => {
    const form = one('#frei-form'), lock = await get('schloss');
    if (form) {
      one('#frei').hidden = false;
      one(lock ? '#frei-ja' : '#frei-nein').hidden = false;
      form.addEventListener('submit', async e => {
        e.preventDefault();
        const problem = one('#frei-fehler'), pin = form.pin.value;
        problem.hidden = true;
        const r = await send(form.action, { geraet: form.geraet.value, pin });
        if (!r.ok) {
          problem.textContent = r.headers.get('Content-Type')?.includes('json') ? (await r.json()).error : form.dataset.fehler;
          problem.hidden = false;
          return;
        }
        await put('schloss', { ...await newLock(pin), pin: (await r.json()).pin });
        await navigator.serviceWorker.register('/tresen/sw.js', { scope: '/tresen' });
        await navigator.serviceWorker.ready;
        await refresh();
        one('#frei-nein').hidden = true;
        one('#frei-ja').hidden = false;
      });
    }
    if (!lock) return;
    await expire();
    addEventListener('offline', () => { location.href = '/tresen/ohne-netz'; });
    await navigator.serviceWorker.register('/tresen/sw.js', { scope: '/tresen' });
    const sent = await flush(), leave = one('#tresen-abmelden');
    if (!leave) await refresh();
    else if (sent) { await wipe(); leave.submit(); }
  };

  // ---- without network
  const fold = text => text.toLowerCase().replace(/ß/g, 'ss').replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').normalize('NFD').replace(/\p{M}/gu, '');
  const plain = text => text.toLowerCase().replace(/ß/g, 'ss').normalize('NFD').replace(/\p{M}/gu, '');
  const fits = (card, words) => words.every(w => fold(card.name).includes(fold(w)) || plain(card.name).includes(plain(w)));
  const piece = id => one(id).content.firstElementChild.cloneNode(true);
  const part = (node, name) => one('[data-teil=' + name + ']', node);

  const show = () => {
    one('#gesperrt').hidden = !!cards;
    one('#offen').hidden = !cards;
    if (!cards) { one('#treffer').replaceChildren(); one('#wer').value = ''; one('#pin').value = ''; }
    (cards ? one('#wer') : one('#pin')).focus();
  };

  const open = card => {
    const node = piece('#vorlage-karte');
    part(node, 'name').textContent = card.name;
    part(node, 'wie').textContent = card.how;
    for (const [label, text] of card.rows) {
      const dt = document.createElement('dt'), dd = document.createElement('dd');
      dt.textContent = label;
      dd.textContent = text;
      part(node, 'zeilen').append(dt, dd);
    }
    const done = part(node, 'getan');
    node.addEventListener('click', async e => {
      const art = e.target.closest('button[data-art]'), back = e.target.closest('button[data-zurueck]');
      if (art) {
        const name = 'q:' + crypto.randomUUID();
        await put(name, { kunde: card.id, art: art.dataset.art, am: Date.now() });
        part(done, 'text').textContent = art.textContent.trim();
        one('button', done).dataset.zurueck = name;
        done.hidden = false;
        count();
      } else if (back) {
        await drop(back.dataset.zurueck);
        done.hidden = true;
        count();
      }
    });
    one('#treffer').replaceChildren(node);
  };

  const find = go => {
    const q = one('#wer').value.trim();
    const exact = cards.filter(c => c.codes.includes(q));
    const hits = !q ? [] : exact.length ? exact : cards.filter(c => fits(c, q.split(/\s+/))).slice(0, 8);
    if (go && hits.length === 1) { open(hits[0]); one('#wer').select(); return; }
    const list = piece('#vorlage-liste');
    for (const c of hits) {
      const row = piece('#vorlage-zeile'), button = one('button', row);
      button.textContent = c.name;
      button.addEventListener('click', () => open(c));
      list.append(row);
    }
    one('#treffer').replaceChildren(...(hits.length ? [list] : q ? [piece('#vorlage-niemand')] : []));
  };

  const count = async () => {
    const n = (await waiting()).length;
    one('#wartet').hidden = !n;
    one('#wartet-zahl').textContent = n;
  };

  const unlock = async pin => {
    const lock = await get('schloss'), held = await get('karten');
    if (!lock || !held) return 'leer';
    lock.tries++;
    await put('schloss', lock); // counted before it is tried
    try {
      const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: lock.iv }, await lockKey(pin, lock.salt), lock.secret);
      const secret = await crypto.subtle.importKey('pkcs8', raw, RSA, false, ['decrypt']);
      cards = await unseal(secret, held.sealed);
      await put('schloss', { ...lock, tries: 0 });
      return '';
    } catch {
      if (lock.tries < TRIES) return 'falsch';
      await wipe();
      return 'leer';
    }
  };

  const offline = async () => {
    await expire();
    const tell = what => {
      for (const name of ['falsch', 'leer']) one('#' + name).hidden = name !== what;
      one('#pin-form').hidden = what === 'leer';
    };
    one('#pin-form').addEventListener('submit', async e => {
      e.preventDefault();
      tell(await unlock(one('#pin').value));
      show();
    });
    one('#suche').addEventListener('submit', e => { e.preventDefault(); find(true); });
    one('#wer').addEventListener('input', () => find(false));
    if (!await get('karten')) tell('leer');
    show();
    await count();
    const again = async () => {
      try {
        const known = await refresh();
        one('#wieder-da').hidden = !known;
        if (known && await flush()) await count();
      } catch { one('#wieder-da').hidden = true; }
      expire();
    };
    addEventListener('online', again);
    setInterval(again, 15e3);
    again();
  };

  (set.ohne ? offline() : online()).catch(e => { if (!(e instanceof TypeError)) throw e; }); // no network is no fault
})();
