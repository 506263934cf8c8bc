(function () {
'use strict';
var doc = document, root = doc.documentElement;
var words = read('words'), darkScreen = matchMedia('(prefers-color-scheme: dark)');
var collator = new Intl.Collator(root.lang, {numeric: true});

function read(id) { return JSON.parse(doc.getElementById(id).textContent); }
function all(selector, within) { return Array.prototype.slice.call((within || doc).querySelectorAll(selector)); }
function make(tag, className, text) {
  var e = doc.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}
function fill(label, n) { return label.split('{n}').join(String(n).replace(/\B(?=(\d{3})+$)/g, ',')); }
function dark() { return root.dataset.theme ? root.dataset.theme === 'dark' : darkScreen.matches; }

// In a frame of the program's window, a dropped file must not be opened in place of the report.
if (window !== window.parent) ['dragover', 'drop'].forEach(function (name) {
  addEventListener(name, function (e) { e.preventDefault(); });
});

// Contents: the section on screen is marked; on a phone the list starts closed.
var nav = doc.querySelector('.contents');
if (nav) {
  if (matchMedia('(max-width:60rem)').matches) nav.querySelector('details').open = false;
  var links = all('a', nav), sections = all('.section');
  var follow = function () {
    var now = 0;
    sections.forEach(function (s, i) { if (s.getBoundingClientRect().top < innerHeight / 3) now = i; });
    if (scrollY > 0 && innerHeight + scrollY >= doc.body.scrollHeight - 2) now = sections.length - 1;
    links.forEach(function (a, i) {
      if (i === now) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current');
    });
  };
  addEventListener('scroll', follow, {passive: true});
  follow();
}

// Charts: the option for the widest drawing that fits, in the theme of the screen, light on paper.
var charts = all('.plot').map(function (el) {
  var figure = el.closest('.chart');
  return {el: el, figure: figure, light: read(figure.id + '-light'), dark: read(figure.id + '-dark'),
    rows: all('tbody tr', figure), names: all('thead th', figure).map(function (th) { return th.textContent; }),
    drawn: null, live: null};
});
function draw(c, theme) {
  var width = c.el.clientWidth;
  if (!width) return;
  var list = c[theme], best = list[list.length - 1];
  for (var i = list.length - 1; i >= 0; i--) if (list[i].w <= width + 1) best = list[i];
  c.el.style.height = best.h + 'px';
  if (!c.live) {
    c.live = echarts.init(c.el, null, {renderer: 'svg', width: width, height: best.h});
    c.live.on('click', function (p) { openPoint(c, p); });
  } else {
    c.live.resize({width: width, height: best.h});
  }
  if (c.drawn !== best) {
    c.drawn = best;
    c.live.setOption(best.o, true);
  }
  c.live.getZr().flush(); // paint now: printing does not wait for the next frame
}
function drawAll(theme) { charts.forEach(function (c) { draw(c, theme); }); }
function redraw() { drawAll(dark() ? 'dark' : 'light'); }
// A click on a chart opens what the same number's cell in the table below opens. Labels may repeat (months of two
// years), so the point's place counts first; a heat map's points have places only.
function openPoint(c, p) {
  var row = p.dataIndex, column = c.names.indexOf(p.seriesName);
  if (p.componentSubType === 'heatmap') {
    row = p.value[0];
    column = p.value[1] + 1;
  } else if (!c.rows[row] || c.rows[row].cells[0].textContent !== p.name) {
    row = c.rows.findIndex(function (tr) { return tr.cells[0].textContent === p.name; });
  }
  var cell = c.rows[row] && column > 0 && c.rows[row].cells[column], button = cell && cell.querySelector('.ref');
  if (button) open(button, c.el);
}

// Theme: kept in memory only.
var theme = doc.getElementById('theme');
theme.hidden = false;
theme.addEventListener('click', function () { root.dataset.theme = dark() ? 'light' : 'dark'; redraw(); });
darkScreen.addEventListener('change', redraw);

// Tables: sorting by head, a search over the rows.
function sortKey(cell) {
  if (!cell) return null;
  if (cell.dataset.n !== undefined) return Number(cell.dataset.n);
  var text = cell.textContent.trim();
  return text === '' || text === '–' || text === '-' ? null : text;
}
function compare(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
  return sign * collator.compare(a, b);
}
function sortable(table, first) {
  var body = table.tBodies[0], original = Array.prototype.slice.call(body.rows);
  var heads = all('thead th', table), paper = Number(table.dataset.paper || 0);
  heads.forEach(function (th, i) {
    if (original.length < 2 || th.classList.contains('sp') || !th.textContent.trim()) return;
    var button = make('button', 'sort'), figures = th.classList.contains('r');
    button.type = 'button';
    button.title = words.sortBy.split('{name}').join(th.textContent);
    while (th.firstChild) button.appendChild(th.firstChild);
    th.appendChild(button);
    button.addEventListener('click', function () {
      var steps = figures ? ['descending', 'ascending', ''] : ['ascending', 'descending', ''];
      var next = steps[(steps.indexOf(th.getAttribute('aria-sort') || '') + 1) % 3];
      heads.forEach(function (h) { h.removeAttribute('aria-sort'); });
      if (next) th.setAttribute('aria-sort', next);
      var sign = next === 'descending' ? -1 : 1, rows = original.slice();
      if (next) {
        rows = original.map(function (r, at) { return {r: r, at: at, key: sortKey(r.cells[i])}; })
          .sort(function (a, b) { return compare(a.key, b.key, sign) || a.at - b.at; })
          .map(function (x) { return x.r; });
      }
      rows.forEach(function (r, at) {
        if (paper) r.classList.toggle('off', at >= paper);
        r.classList.toggle('keep', at === (paper || rows.length) - 1);
      });
      body.replaceChildren.apply(body, rows);
    });
  });
}
all('.table').forEach(function (box) {
  var table = box.querySelector('table'), find = box.querySelector('.find');
  if (!table) return;
  sortable(table);
  if (!find) return;
  find.hidden = false;
  var input = find.querySelector('input'), output = find.querySelector('output'), none = null;
  var rows = Array.prototype.slice.call(table.tBodies[0].rows), texts = null;
  var plain = function (s) { return s.normalize('NFKC').toLowerCase(); };
  input.addEventListener('input', function () {
    texts = texts || rows.map(function (r) { return plain(r.textContent); });
    var terms = plain(input.value).split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (r, i) {
      r.hidden = !terms.every(function (t) { return texts[i].indexOf(t) >= 0; });
      if (!r.hidden) shown++;
    });
    output.textContent = fill(words.rows, shown);
    if (!none) { none = make('p', 'empty', words.noData); box.appendChild(none); }
    none.hidden = shown > 0;
  });
});
all('.numbers').forEach(function (d) { d.open = false; sortable(d.querySelector('table')); });
doc.addEventListener('click', function (e) {
  var clamp = e.target.closest('.clamp');
  if (clamp && !e.target.closest('button')) clamp.classList.toggle('open');
});

// The rows behind a number.
var panel = doc.getElementById('panel'), refs = panel ? read('refs') : [], tables = {};
var firstRows = 200, opened = null;
function data(i) { return tables[i] || (tables[i] = read('data-' + i)); }
function text(v) { return Array.isArray(v) ? v[0] : v; }
function holds(d, where) {
  var columns = where.map(function (w) { return d.columns.findIndex(function (c) { return c.name === w[0]; }); });
  return function (row) {
    return where.every(function (w, i) { return columns[i] >= 0 && text(row[columns[i]]) === w[1]; });
  };
}
function chip(list, d, w, className) {
  var column = d.columns.find(function (c) { return c.name === w[0]; }), li = make('li', className);
  li.appendChild(make('b', '', column ? column.title : w[0]));
  li.appendChild(make('bdi', '', w[1]));
  list.appendChild(li);
}
function grid(d, rows, measured) {
  var table = make('table'), head = table.createTHead().insertRow(), body = table.createTBody();
  var long = d.columns.map(function (c, i) { return rows.some(function (r) { return text(r[i]).length > 14; }); });
  var kind = function (i) {
    return (d.columns[i].text ? long[i] ? 'tx' : 'short' : 'r') + (i === measured ? ' of-column' : '');
  };
  d.columns.forEach(function (c, i) {
    var th = make('th', kind(i), c.title);
    th.scope = 'col';
    head.appendChild(th);
  });
  rows.forEach(function (r) {
    var tr = body.insertRow();
    r.forEach(function (v, i) {
      var td = make('td', kind(i));
      if (Array.isArray(v)) td.dataset.n = v[1];
      td.appendChild(make('bdi', '', text(v)));
      tr.appendChild(td);
    });
  });
  return table;
}
function show(d, rows, measured) {
  var box = doc.getElementById('panel-b'), table = grid(d, rows, measured);
  box.textContent = '';
  box.appendChild(table);
  sortable(table);
  box.scrollTop = 0;
}
function open(button, from) {
  var ref = refs[Number(button.closest('[data-ref]').dataset.ref)], d = data(ref.d);
  var measured = ref.c ? d.columns.findIndex(function (c) { return c.name === ref.c; }) : -1;
  var rows = d.rows.filter(holds(d, ref.w));
  if (measured >= 0) {
    rows = rows.map(function (r, i) { return {r: r, i: i, n: Array.isArray(r[measured]) ? r[measured][1] : null}; })
      .sort(function (a, b) { return compare(a.n, b.n, -1) || a.i - b.i; })
      .map(function (x) { return x.r; });
  }
  doc.getElementById('panel-v').textContent = button.textContent;
  doc.getElementById('panel-h').textContent = fill(words.rowsBehind, ref.n);
  doc.getElementById('panel-l').textContent = rows.length < ref.n ? fill(words.limited, rows.length) : '';
  var chips = doc.getElementById('panel-w'), more = doc.getElementById('panel-all');
  chips.textContent = '';
  ref.w.forEach(function (w) { chip(chips, d, w, ''); });
  (ref.o || []).forEach(function (w) { chip(chips, d, w, 'of'); });
  show(d, rows.slice(0, firstRows), measured);
  more.hidden = rows.length <= firstRows;
  more.onclick = function () { show(d, rows, measured); more.hidden = true; };
  opened = from || button;
  panel.showModal();
}
if (panel) {
  all('[data-ref]').forEach(function (el) {
    var button = make('button', 'ref'), at = el.querySelector(':scope > .clamp') || el;
    button.type = 'button';
    button.setAttribute('aria-haspopup', 'dialog');
    while (at.firstChild) button.appendChild(at.firstChild);
    at.appendChild(button);
  });
  doc.addEventListener('click', function (e) {
    var button = e.target.closest('.ref');
    if (button) open(button);
    if (e.target === panel && e.clientX < panel.getBoundingClientRect().left) panel.close();
  });
  doc.getElementById('panel-x').addEventListener('click', function () { panel.close(); });
  panel.addEventListener('close', function () {
    if (opened && opened.focus) opened.focus();
    doc.getElementById('panel-b').textContent = '';
  });
}

root.classList.add('js');
// Charts measure their labels: not before both weights of the typeface are there.
Promise.all(['400', '700'].map(function (w) { return doc.fonts.load(w + ' 12px "BIZ UDPGothic"'); })).then(redraw, redraw);
var later = 0;
addEventListener('resize', function () {
  clearTimeout(later);
  later = setTimeout(redraw, 120);
});
addEventListener('beforeprint', function () { root.classList.add('printing'); drawAll('light'); });
addEventListener('afterprint', function () { root.classList.remove('printing'); redraw(); });
})();
