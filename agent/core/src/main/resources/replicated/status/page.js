'use strict';
(() => {
  const EVERY = 2000;
  const EVERY_DAY = 60000;
  const STEPS = 300;
  const MOST_ROUTES = 100;
  const MOST_EVENTS = 50;
  const DASHES = ['', '7 3', '2 3', '9 3 2 3', '5 5', '1 4'];
  const id = name => document.getElementById(name);
  const number = value => value.toLocaleString('en');
  const percent = (part, whole) => whole === 0 ? '–' : (100 * part / whole).toFixed(part === whole || part === 0 ? 0 : 1) + ' %';
  const sum = (list, value) => list.reduce((total, one) => total + value(one), 0);
  const lagText = seconds => seconds === null ? 'unknown'
    : seconds < 1 ? Math.round(seconds * 1000) + ' ms' : seconds < 100 ? seconds.toFixed(1) + ' s' : Math.round(seconds) + ' s';

  // Text only ever enters the page as text: names, paths and stacks come from outside.
  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function put(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  // Rows stay the same nodes as long as their key is there, so that focus, selection and open details survive an update.
  function keyed(parent, items, key, make, update) {
    const known = new Map(Array.from(parent.children, child => [child.dataset.key, child]));
    let before = parent.firstElementChild;
    for (const item of items) {
      const name = key(item);
      let child = known.get(name);
      known.delete(name);
      if (!child) {
        child = make(item);
        child.dataset.key = name;
      }
      if (child === before) before = before.nextElementSibling;
      else parent.insertBefore(child, before);
      update(child, item);
    }
    known.forEach(child => child.remove());
  }

  function rows(body, items, key, cells) {
    keyed(body, items, key, () => element('tr'), (row, item) => {
      const heads = body.parentElement.tHead.rows[0].cells;
      cells(item).forEach(([text, className, note, help], at) => {
        let cell = row.cells[at];
        if (!cell) {
          cell = row.insertCell();
          cell.append(element('div'), element('div', undefined, 'quiet'), element('a'));
        }
        put(cell.firstElementChild, text);
        put(cell.children[1], note || '');
        const link = cell.lastElementChild;
        link.hidden = !help;
        put(link, help ? 'help' : '');
        if (help && link.getAttribute('href') !== help) {
          link.href = help;
          link.setAttribute('aria-label', 'help: ' + help.split('#')[1]);
        }
        cell.className = className || '';
        const label = className === 'route' ? '' : heads[at].textContent;
        if (label && cell.dataset.label !== label) cell.dataset.label = label;
        cell.toggleAttribute('data-empty', text === '' && !note);
      });
    });
  }

  function svg(tag, attributes, parent) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    if (parent) parent.append(made);
    return made;
  }

  const look = (name, index) => name === 'primary' ? {color: 'var(--c0)', dash: ''}
    : {color: 'var(--c' + (1 + index % 5) + ')', dash: DASHES[index % DASHES.length]};

  const clock = millis => new Date(millis).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit', second: '2-digit'});

  // Where the pointer is, from 0 at the left edge to 1; it stays there when the lines move on.
  const pointers = new Map();

  function hover(box, times, series, text) {
    const at = pointers.get(box);
    const line = box.querySelector('.at');
    const told = box.querySelector('.hover');
    const index = at === undefined ? -1 : times.length - 1 - Math.round((1 - at) * STEPS);
    if (index < 0 || index >= times.length) {
      line.setAttribute('d', 'M0 0');
      put(told, '');
      return;
    }
    const x = STEPS - (times.length - 1 - index);
    line.setAttribute('d', 'M' + x + ' 0L' + x + ' 100');
    put(told, clock(times[index]) + ': ' + series.map(one => one.name + ' '
      + (one.values[index] === null || one.values[index] === undefined ? 'unknown' : text(one.values[index]))).join(', '));
  }

  // Lines of equal time steps, the newest at the right edge.
  function chart(box, times, series, label, topText, text) {
    const most = Math.max(0, ...series.flatMap(one => one.values.filter(value => value !== null)));
    const picture = svg('svg', {viewBox: '0 0 300 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': label});
    for (const one of series) {
      let path = '';
      let drawing = false;
      one.values.forEach((value, at) => {
        if (value === null) {
          drawing = false;
          return;
        }
        const x = 300 - (one.values.length - 1 - at);
        const y = most === 0 ? 99 : 99 - 95 * value / most;
        path += (drawing ? 'L' : 'M') + x + ' ' + y.toFixed(2);
        drawing = true;
      });
      svg('path', {d: path || 'M0 0', fill: 'none', stroke: one.look.color, 'stroke-width': 2,
        'stroke-dasharray': one.look.dash, 'vector-effect': 'non-scaling-stroke'}, picture);
    }
    svg('path', {class: 'at', d: 'M0 0', stroke: 'var(--quiet)', 'stroke-width': 1, 'vector-effect': 'non-scaling-stroke'}, picture);
    // The clock of the reader, not of the server.
    const ends = element('div', undefined, 'ends');
    const last = times.length ? times[times.length - 1] : Date.now();
    const step = times.length > 1 ? (last - times[0]) / (times.length - 1) : 1000;
    for (const share of [1, 0.5, 0]) ends.append(element('span', clock(last - share * STEPS * step)));
    box.replaceChildren(picture, element('span', topText(most), 'top'), ends, element('div', undefined, 'hover'));
    const show = () => hover(box, times, series, text);
    box.onpointermove = event => {
      const edge = picture.getBoundingClientRect();
      pointers.set(box, (event.clientX - edge.left) / edge.width);
      show();
    };
    box.onpointerleave = () => {
      pointers.delete(box);
      show();
    };
    show();
  }

  function legend(list, series, text) {
    keyed(list, series, one => one.name, one => {
      const item = element('li');
      const sample = svg('svg', {viewBox: '0 0 24 10', 'aria-hidden': 'true'}, item);
      svg('path', {d: 'M0 5L24 5', stroke: one.look.color, 'stroke-width': 3, 'stroke-dasharray': one.look.dash}, sample);
      item.append(element('span'));
      return item;
    }, (item, one) => put(item.lastElementChild, text(one)));
  }

  function charts(status) {
    const several = status.datasources.length > 1;
    const past = id('period').value === 'day' && day ? day : status.history;
    const all = past.series.map(one => ({...one, name: several ? one.datasource + ' ' + one.target : one.target}));
    all.sort((a, b) => (a.target === 'primary') - (b.target === 'primary') || a.name.localeCompare(b.name));
    all.forEach((one, index) => { one.look = look(one.target, index); });
    const reads = all.map(one => ({...one, values: one.reads}));
    const total = sum(reads, one => sum(one.reads, value => value));
    const share = one => percent(sum(one.reads, value => value), total);
    chart(id('reads'), past.times, reads, 'Reads per second: ' + reads.map(one => one.name + ' ' + share(one)).join(', '),
      most => most === 0 ? 'no reads in this time' : number(most) + ' per second', value => number(value) + ' per second');
    legend(id('reads-legend'), reads, one => one.name + ' ' + share(one));

    const lags = all.filter(one => one.target !== 'primary').map(one => ({...one, values: one.lag}));
    const latest = one => one.lag.length ? one.lag[one.lag.length - 1] : null;
    chart(id('lag'), past.times, lags, 'Lag: ' + lags.map(one => one.name + ' ' + lagText(latest(one))).join(', '),
      most => lagText(most), lagText);
    legend(id('lag-legend'), lags, one => one.name + ' ' + lagText(latest(one)));
  }

  const staleText = staleness => staleness === null ? '–'
    : lagText(staleness.mean) + ' on average, 99 % within ' + lagText(staleness.p99) + ', at most ' + lagText(staleness.max);

  const tookText = seconds => seconds < 0.01 ? (seconds * 1000).toFixed(seconds < 0.001 ? 2 : 1) + ' ms' : lagText(seconds);
  const latencyText = latency => !latency ? '' : tookText(latency.p50) + ', 99 % within ' + tookText(latency.p99);
  const bothText = latency => latency ? [latency.replicas ? 'replica ' + tookText(latency.replicas.p50) : '',
    latency.primary ? 'primary ' + tookText(latency.primary.p50) : ''].filter(Boolean).join(', ') : '';

  const inUseText = one => one.inUse === undefined ? '' : number(one.inUse) + (one.pool.maximum ? ' of ' + one.pool.maximum : '')
    + (one.pool.waiting ? ', ' + one.pool.waiting + ' waiting' : '') + (one.pool.timedOut ? ', ' + number(one.pool.timedOut) + ' in vain' : '');

  // What is wrong and what is served stand in the same row: nobody has to look twice.
  function servers(status) {
    const all = status.datasources.flatMap(source => [
      {source: source.name, name: 'primary', stale: '', ...source.primary,
        connections: sum(source.connections.filter(one => one.target === 'primary'), one => one.count)},
      ...source.replicas.map(replica => ({source: source.name, stale: staleText(replica.staleness), ...replica}))]);
    rows(id('replicas'), all, one => one.source + '\n' + one.name, one => [
      [one.source, 'of-source'], [one.name, 'code'], [one.state, 'state-' + one.state], [one.lag === undefined ? '' : lagText(one.lag), 'n'],
      [one.stale, 'stale'], [latencyText(one.latencyLast5m), 'took'], [inUseText(one), 'use'], [number(one.connections), 'n'], [one.why || '', one.why || one.next ? 'text' : '', one.next,
        one.next ? status.help[one.state] || status.help['replica-busy'] : '']]);
  }

  function notRouted(status) {
    id('not-routed-section').hidden = status.notRouted.length === 0;
    rows(id('not-routed'), status.notRouted, one => [one.name, one.class, one.url].join('\n'), one => [
      [one.name, 'code', one.class === one.name ? '' : one.class], [one.url || 'unknown', 'text'],
      [one.why, 'text', one.add && !one.why.includes(one.add) ? 'to route it: ' + one.add : '',
        status.help['no-read-goes-to-a-replica']]]);
  }

  function reasons(status) {
    const span = id('span').value;
    const key = {last5m: 'connectionsLast5m', lastHour: 'connectionsLastHour'}[span] || 'connections';
    const all = status.datasources.flatMap(source => source[key]).sort((a, b) => b.count - a.count);
    put(id('reasons-unit'), span === 'last5m' ? 'Connections of the last 5 minutes'
      : span === 'lastHour' ? 'Connections of the last hour' : 'Every connection since the start');
    const seconds = status.spans[span];
    put(id('span-covers'), seconds === undefined ? '' : 'these cover ' + Math.round(seconds / 6) / 10 + ' minutes');
    rows(id('reasons'), all, one => [one.datasource, one.target, one.reason].join('\n'), one => [
      [one.datasource, 'of-source'], [one.target, 'code'], [number(one.count), 'n'], [one.reason, 'code'],
      [status.reasons[one.reason], 'text', '', status.help[one.reason]]]);
    const rescues = {};
    status.datasources.forEach(source => Object.entries(source.rescues)
      .forEach(([cause, count]) => { rescues[cause] = (rescues[cause] || 0) + count; }));
    const causes = Object.entries(rescues).map(([cause, count]) => number(count) + ' × ' + cause).join(', ');
    const waits = status.bookmarkWaits;
    facts([
      [sum(status.datasources, source => source.staleReadsPrevented), 'stale reads prevented',
        'a replica that could serve did not show what the client had written'],
      [sum(status.routes, route => route.moves), 'moves', 'a connection left its replica for the primary at a write'],
      [sum(Object.values(rescues), count => count), 'rescues',
        causes || 'a statement failed by a replica was run again elsewhere'],
      [waits.count, 'waits for a replica', waits.count ? lagText(waits.seconds / waits.count) + ' on average' : 'for as long as consistency.wait allows'],
      [sum(status.datasources, source => source.captures.unknown || 0), 'writes without a position',
        'the primary did not tell in time; their clients read from it for consistency.window']]);
    const refused = sum(status.datasources, source => source.fallbackRefused || 0);
    id('refusals').hidden = refused === 0;
    put(id('refusals'), number(refused) + ' reads were refused, because no replica could serve them and as many as'
      + ' fallback.max-concurrent allows were on the primary. Remedy: bring the replicas back, or raise fallback.max-concurrent.');
  }

  function facts(all) {
    keyed(id('counts'), all, one => one[1], () => {
      const item = element('li');
      item.append(element('strong'), element('span'), element('div', undefined, 'quiet'));
      return item;
    }, (item, [count, name, note]) => {
      put(item.children[0], number(count));
      put(item.children[1], ' ' + name);
      put(item.children[2], note);
    });
  }

  function whyPrimary(route, decided) {
    const windows = route.windows.slice().sort((a, b) => b.count - a.count).map(one => one.cause);
    const why = decided.filter(one => one.target === 'primary').sort((a, b) => b.count - a.count)
      .map(one => number(one.count) + ' × ' + one.reason
        + (one.reason === 'window' && windows.length ? ' (after ' + windows.slice(0, 3).join(', ') + ')' : ''));
    if (route.learnedWriter) why.push('known to write');
    return why.join(', ');
  }

  const statements = route => Object.entries(route.statements).map(([reason, text]) => reason + ': ' + text);

  function mainReason(route, decided) {
    // Whatever it was most often before: that it is known to write decides from now on.
    if (route.learnedWriter) return 'learned-writer';
    const most = decided.filter(one => one.target === 'primary').sort((a, b) => b.count - a.count)[0];
    return most ? most.reason : '';
  }

  function routes(status) {
    const wanted = id('filter').value.toLowerCase();
    // What would have been is counted in statements, what was in connections: each mode shows its own, and never both.
    const observing = status.mode === 'observe';
    put(id('on-replicas'), observing ? 'Would read from replicas' : 'On replicas');
    put(id('moves'), observing ? 'Would move' : 'Moves');
    put(id('routes-unit'), observing ? 'Shares are of statements.' : 'Shares are of connections.');
    const span = id('span').value;
    const none = {requests: 0, requestsThatWrote: 0, jobs: 0, jobsThatWrote: 0, connections: [], observed: [], moves: 0, observedMoves: 0};
    const times = counted => counted.requests + counted.jobs;
    const counts = route => span ? route[span] || none : route;
    const found = status.routes.filter(route => route.route.toLowerCase().includes(wanted))
      .filter(route => !span || route[span])
      .sort((a, b) => times(counts(b)) - times(counts(a))
        || sum(counts(b).connections, one => one.count) - sum(counts(a).connections, one => one.count));
    rows(id('routes'), found.slice(0, MOST_ROUTES), route => route.route, route => {
      const counted = counts(route);
      const decided = observing ? counted.observed : counted.connections.filter(one => one.reason !== 'observe' && one.reason !== 'off');
      const all = sum(decided, one => one.count);
      const onReplicas = sum(decided.filter(one => one.target !== 'primary'), one => one.count);
      return [[route.route, 'route'], [number(times(counted)), 'n'], [number(counted.requestsThatWrote + counted.jobsThatWrote), 'n'],
        [percent(onReplicas, all), 'n'], [number(observing ? counted.observedMoves : counted.moves), 'n'], [bothText(counted.latency), 'took'],
        [whyPrimary(route, decided), 'text', [status.reasons[mainReason(route, decided)], ...statements(route)].filter(Boolean).join('\n'),
          status.help[mainReason(route, decided)]]];
    });
    const hidden = found.length - MOST_ROUTES;
    put(id('routes-more'), hidden > 0 ? 'and ' + hidden + ' more; narrow them down, or see status.json'
      : found.length ? '' : status.routes.length ? 'No route has this in its name.' : 'No request has used a connection yet.');
  }

  function learned(status) {
    id('learned-section').hidden = status.learned.length === 0;
    rows(id('learned'), status.learned.slice(0, MOST_ROUTES), one => one.route, one => [
      [one.route, 'route'], [number(one.requests), 'n'], [one.last || '–']]);
  }

  function events(status) {
    rows(id('events'), status.events.slice(0, MOST_EVENTS), one => [one.time, one.text].join('\n'), one => [
      [one.time], [one.level], [one.text, 'text']]);
    const hidden = status.events.length - MOST_EVENTS;
    put(id('events-more'), hidden > 0 ? 'and ' + hidden + ' more in status.json' : status.events.length ? '' : 'None yet.');
  }

  function title(status) {
    const where = [status.jvm.application, status.jvm.host].filter(Boolean).join('@');
    document.title = 'replicated' + (where ? ' · ' + where : '');
    return [where, 'pid ' + status.jvm.pid, 'Java ' + status.jvm.java].filter(Boolean).join(', ');
  }

  function faults(status) {
    id('no-faults').hidden = status.faults.length > 0;
    keyed(id('faults'), status.faults, fault => fault.place, () => {
      const details = element('details');
      const stack = element('pre');
      stack.tabIndex = 0;
      details.append(element('summary'), stack);
      return details;
    }, (details, fault) => {
      put(details.firstElementChild, fault.place + ': ' + number(fault.count) + ' since ' + fault.first);
      put(details.lastElementChild, fault.stack);
    });
  }

  function yaml(value, indent) {
    if (Array.isArray(value)) {
      if (!value.length) return ' []\n';
      if (value.every(one => typeof one !== 'object')) return ' [' + value.join(', ') + ']\n';
      return '\n' + value.map(one => indent + '- ' + yaml(one, indent + '  ').slice(1 + indent.length + 2)).join('');
    }
    if (value !== null && typeof value === 'object') {
      return '\n' + Object.entries(value).map(([key, one]) => indent + key + ':' + yaml(one, indent + '  ')).join('');
    }
    return ' ' + (value === '' ? '""' : value) + '\n';
  }

  function config(status) {
    put(id('config-read'), 'Read ' + status.config.read + '.');
    keyed(id('refused'), status.config.refused, line => line, () => element('p', undefined, 'refused'),
      (node, line) => put(node, 'The file on disk is refused: ' + line));
    put(id('config'), yaml(status.config.inForce, '').slice(1));
  }

  let latest = null;
  let day = null;
  let dayAt = 0;

  async function updateDay() {
    if (id('period').value !== 'day' || Date.now() - dayAt < EVERY_DAY) return;
    const answer = await fetch('/day.json', {cache: 'no-store'});
    if (!answer.ok) throw new Error(answer.statusText);
    day = await answer.json();
    dayAt = Date.now();
  }

  function show(status) {
    latest = status;
    put(id('mode'), status.mode);
    put(id('about'), title(status) + '; replicated ' + status.agent.version + ', up since ' + status.agent.started);
    id('verdict').className = status.verdict.level;
    put(id('verdict'), status.verdict.text);
    document.body.classList.toggle('one-source', status.datasources.length < 2);
    charts(status);
    servers(status);
    notRouted(status);
    reasons(status);
    routes(status);
    learned(status);
    events(status);
    faults(status);
    config(status);
    document.documentElement.dataset.updates = Number(document.documentElement.dataset.updates || 0) + 1;
  }

  async function update() {
    try {
      const answer = await fetch('/status.json', {cache: 'no-store'});
      if (!answer.ok) throw new Error(answer.statusText);
      const status = await answer.json();
      await updateDay();
      show(status);
    } catch (gone) {
      id('verdict').className = 'bad';
      put(id('verdict'), 'The agent does not answer' + (latest ? ': what is below is old.' : '.'));
    }
  }

  async function watch() {
    if (!document.hidden) await update();
    setTimeout(watch, EVERY);
  }

  id('period').addEventListener('input', () => {
    dayAt = 0;
    update();
  });
  id('filter').addEventListener('input', () => latest && routes(latest));
  id('span').addEventListener('input', () => {
    if (latest) {
      reasons(latest);
      routes(latest);
    }
  });
  document.addEventListener('visibilitychange', () => document.hidden || update());
  watch();
})();
