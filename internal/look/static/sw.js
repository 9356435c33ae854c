// The counter without network: the page and its files come from the memory of the browser
// when the house does not answer. The two lines above, VERSION and FILES, are written by
// the program; a new build is a new VERSION and drops what the old one kept. No customer
// is kept here: the cards lie locked elsewhere (counter.js).
const SHELL = '/tresen/ohne-netz', CACHE = 'tresen-' + VERSION, PATIENCE = 4000;

addEventListener('install', e => {
  skipWaiting();
  e.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES);
    const shell = await fetch(SHELL, { redirect: 'error' });
    if (!shell.ok) throw new Error('no shell');
    await cache.put(SHELL, shell);
  })());
});

addEventListener('activate', e => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('tresen-') && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

// house answers a page from the house itself; a house that is silent for too long counts
// as gone, because somebody is standing at the counter.
const house = request => new Promise((ok, no) => {
  const timer = setTimeout(no, PATIENCE);
  fetch(request).then(ok, no).finally(() => clearTimeout(timer));
});

addEventListener('fetch', e => {
  const { request } = e, url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/static/')) {
    e.respondWith(caches.match(request).then(hit => hit || fetch(request)));
  } else if (request.mode === 'navigate') {
    e.respondWith(house(request).catch(async () => await caches.match(SHELL) || Response.error()));
  }
});
