// Numbers as people read them, and the words beside the head.
const SHAPES = "Nearest of ARKit's shapes";

export function signed(value, digits) {
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return '0';
  return `${value > 0 ? '+' : '−'}${size}`;
}

// What one standard deviation of the slider does.
export function tell({ name, note, does, up, down }, find) {
  find('name').textContent = name;
  find('does').textContent = `One standard deviation up: ${does}. ${note}.`;
  const shapes = [['up', up], ['down', down]].filter(([, names]) => names);
  find('shapes').textContent = shapes.length
    ? `${SHAPES}: ${shapes.map(([way, names]) => `${way}, ${names}`).join('; ')}.` : '';
}

// Fills a table's body, and gives what shows effects in it: now, and of one standard deviation.
export function effectTable(body, measures) {
  const rows = measures.map(({ name }) => {
    const row = body.insertRow(), heading = document.createElement('th');
    Object.assign(heading, { scope: 'row', textContent: name });
    row.append(heading);
    return [row.insertCell(), row.insertCell()];
  });
  return (now, step) => rows.forEach(([first, second], m) => {
    first.textContent = signed(now[m], 3);
    second.textContent = signed(step[m], 3);
  });
}

export function tellDistance({ distance: { mean, furthest, deviation } }) {
  if (mean === 0) return 'All 64 are zero.';
  const most = `most exp ${furthest}, ${signed(deviation, 1)}`;
  return `From zero: ${mean.toFixed(2)} standard deviations (root mean square); ${most}.`;
}
