// Round trips: the last one as a number, the last thirty as bars.

const SHOWN = 30;
const WIDTH = 120;
const HEIGHT = 28;
const SVG = "http://www.w3.org/2000/svg";

export class PingChart {
  #chart;
  #output;
  #times = [];

  constructor(chart, output) {
    this.#chart = chart;
    this.#output = output;
  }

  add(ms) {
    this.#times.push(ms);
    this.#times = this.#times.slice(-SHOWN);
    this.#output.textContent = ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
    this.#draw();
  }

  failed(reason) {
    this.#output.textContent = reason;
  }

  clear() {
    this.#times = [];
    this.#output.textContent = "–";
    this.#draw();
  }

  #draw() {
    const most = Math.max(...this.#times, 1);
    const step = WIDTH / SHOWN;
    this.#chart.replaceChildren(
      ...this.#times.map((ms, index) => {
        const height = Math.max(1.5, (ms / most) * HEIGHT);
        const bar = document.createElementNS(SVG, "rect");
        bar.setAttribute("x", String(WIDTH - (this.#times.length - index) * step));
        bar.setAttribute("y", String(HEIGHT - height));
        bar.setAttribute("width", String(step * 0.7));
        bar.setAttribute("height", String(height));
        return bar;
      }),
    );
  }
}
