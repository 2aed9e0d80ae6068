// How sure a mean, a share or a paired difference is: the same intervals as model/intervals.py.
const Z = 1.959963984540054;

const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

// Student's t interval of a mean; t is the factor for so many worlds.
function meanInterval(numbers, t) {
  const n = numbers.length;
  if (n < 2) return [-Infinity, Infinity];
  const centre = mean(numbers);
  const squares = numbers.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const half = t * Math.sqrt(squares / (n - 1) / n);
  return [centre - half, centre + half];
}

// Wilson's (1927) interval of a share among n worlds.
function wilson(share, n) {
  const square = (Z * Z) / n;
  const centre = (share + square / 2) / (1 + square);
  const half = Math.sqrt(Math.max(share * (1 - share), 0) * square + (square * square) / 4) / (1 + square);
  return [Math.max(centre - half, 0), Math.min(centre + half, 1)];
}

// Tango's (1998) interval of a difference of paired shares; differences are -1, 0 or 1.
function tango(differences) {
  const n = differences.length;
  const gap = differences.reduce((sum, d) => sum + d, 0);
  const lower = differences.filter((d) => d < 0).length;
  const discordant = differences.filter((d) => d !== 0).length;
  const score = (delta) => {
    const b = (2 * n - gap) * delta - discordant;
    const c = -lower * delta * (1 - delta);
    const nuisance = (Math.sqrt(Math.max(b * b - 8 * n * c, 0)) - b) / (4 * n);
    const variance = n * (2 * nuisance + delta * (1 - delta));
    const excess = gap - n * delta;
    return variance > 0 ? excess / Math.sqrt(variance) : Math.sign(excess) * Infinity;
  };
  // the score falls as delta rises: halve the stretch in which it passes the level
  const crossing = (level, from, to) => {
    for (let k = 0; k < 60; k += 1) {
      const middle = (from + to) / 2;
      if (score(middle) > level) from = middle;
      else to = middle;
    }
    return (from + to) / 2;
  };
  const centre = gap / n, edge = 1 - 1e-12, inner = 1e-12;
  const low = Math.max(centre - inner, -edge), high = Math.min(centre + inner, edge);
  return [
    score(-edge) > Z && Z > score(low) ? crossing(Z, -edge, low) : -1,
    score(edge) < -Z && -Z < score(high) ? crossing(-Z, high, edge) : 1,
  ];
}

// A quantile of sorted numbers, linear between neighbours.
function quantile(sorted, share) {
  const place = share * (sorted.length - 1), below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
