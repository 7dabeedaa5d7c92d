// Sorts and filters the table of items. The page is whole without it.
(() => {
  const table = document.getElementById('rows');
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, row => ({ row, text: row.textContent.toLowerCase() }));
  const shown = document.getElementById('shown');
  const filter = document.getElementById('filter');
  const number = new Intl.NumberFormat('en-US');

  const tell = count => { shown.textContent = number.format(count) + ' of ' + number.format(rows.length) + ' rows'; };
  const key = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text } of rows) {
      const fits = words.every(word => text.includes(word));
      row.hidden = !fits;
      if (fits) count++;
    }
    tell(count);
  };

  const sort = (column, head) => {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    const isNumber = body.rows.length > 0 && body.rows[0].cells[column].dataset.sort !== undefined;
    const text = new Intl.Collator('en', { numeric: true });
    const order = isNumber ? (a, b) => { const [x, y] = [BigInt(a), BigInt(b)]; return x < y ? -1 : x > y ? 1 : 0; } : text.compare;
    const sorted = rows.map(({ row }) => [key(row, column), row]).sort((a, b) => up ? order(a[0], b[0]) : order(b[0], a[0]));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    body.append(...sorted.map(pair => pair[1]));
  };

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => sort(column, head));
    head.replaceChildren(button);
  });

  let waiting = 0;
  filter.addEventListener('input', () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(apply); });
  document.getElementById('tools').hidden = false;
  tell(rows.length);
})();
