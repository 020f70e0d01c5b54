// The grid of pose styles: one small chart a style, sortable, a click takes the style over.
// Given by the page: element, trigger, props, watch.

const grid = element.querySelector('.style-grid');
const order = element.querySelector('.style-order');
const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 160, HEIGHT = 64;

// Sends arrays as base64, since JSON lists are ten times slower to read.
function floats(base64) {
    const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
    return new Float32Array(bytes.buffer);
}

// One line: `points` values of style `s`, angle `a`, out of curves (S, 3, points).
function path(curves, value, s, a) {
    const first = (s * 3 + a) * value.points;
    const steps = [];
    for (let i = 0; i < value.points; i++) {
        const x = value.points > 1 ? i / (value.points - 1) * WIDTH : WIDTH / 2;
        const y = HEIGHT / 2 - curves[first + i] / value.limit * (HEIGHT / 2 - 2);
        steps.push(`${x.toFixed(1)},${y.toFixed(1)}`);
    }
    return 'M' + steps.join('L');
}

function chart(curves, value, s) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('aria-hidden', 'true');
    const zero = svg.appendChild(document.createElementNS(SVG, 'path'));
    zero.setAttribute('class', 'zero');
    zero.setAttribute('d', `M0,${HEIGHT / 2}H${WIDTH}`);
    value.colours.forEach((colour, a) => {
        const line = svg.appendChild(document.createElementNS(SVG, 'path'));
        line.setAttribute('d', path(curves, value, s, a));
        line.setAttribute('stroke', colour);
    });
    return svg;
}

function card(curves, value, style, s) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'style-card';
    const range = style.range.toFixed(1), speed = style.speed.toFixed(1);
    const how = style.words && `${style.words}, `;
    button.setAttribute(
        'aria-label', `Use style ${style.style}: ${how}range ${range}°, ${speed}° a second`);
    const name = button.appendChild(document.createElement('strong'));
    name.textContent = `Style ${style.style}`;
    button.appendChild(document.createElement('em')).textContent = style.words;
    button.appendChild(chart(curves, value, s));
    button.appendChild(document.createElement('small')).textContent = `${range}° · ${speed}°/s`;
    button.addEventListener('click', () => {
        grid.dataset.chosen = style.style;
        trigger('click');
    });
    return { button, style };
}

let cards = [];

function arrange() {
    const by = order.value;
    const sign = by === 'style' ? 1 : -1;  // the liveliest first
    cards.sort((a, b) => sign * (a.style[by] - b.style[by]));
    grid.replaceChildren(...cards.map(c => c.button));
}

function showKey(colours) {
    const names = ['pitch', 'yaw', 'roll'];
    element.querySelector('.style-key').replaceChildren(...colours.map((colour, a) => {
        const entry = document.createElement('span');
        entry.textContent = names[a];
        entry.style.setProperty('--key', colour);
        return entry;
    }));
}

function show() {
    const value = props.value;
    element.classList.toggle('empty', !value);
    showKey(value ? value.colours : []);
    const curves = value ? floats(value.curves) : [];
    cards = value ? value.styles.map((style, s) => card(curves, value, style, s)) : [];
    arrange();
}

order.addEventListener('change', arrange);
show();
watch('value', show);
