// How sure a mean, a share or a paired difference is: the same intervals as model/analysis/intervals.py.
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

// How likely luck alone makes a mean difference at least so large: Student's t test.
function meanPValue(differences) {
  const n = differences.length;
  if (n < 2) return 1;
  const centre = mean(differences);
  const squares = differences.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  if (!squares) return centre ? 0 : 1;
  const square = (centre * centre * n * (n - 1)) / squares;
  return incompleteBeta((n - 1) / (n - 1 + square), (n - 1) / 2, 0.5);
}

// The same for paired shares: McNemar's (1947) test on the pairs that differ.
function sharePValue(differences) {
  const discordant = differences.filter((d) => d !== 0).length;
  if (!discordant) return 1;
  return tails(Math.abs(differences.reduce((sum, d) => sum + d, 0)) / Math.sqrt(discordant));
}

// Holm's (1979) correction of p-values that are looked at together.
function holm(pValues) {
  const order = pValues.map((_, k) => k).sort((a, b) => pValues[a] - pValues[b]), corrected = [];
  let largest = 0;
  order.forEach((place, k) => {
    largest = Math.max(largest, pValues[place] * (order.length - k));
    corrected[place] = Math.min(largest, 1);
  });
  return corrected;
}

// Both tails of the normal beyond z: the t distribution's with so many degrees of freedom that they are the same.
function tails(z) {
  const many = 1e7;
  return incompleteBeta(many / (many + z * z), many / 2, 0.5);
}

// Lanczos (1964), g = 5.
function logGamma(x) {
  const parts = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.001208650973866179,
    -0.000005395239384953];
  const series = parts.reduce((sum, part, k) => sum + part / (x + 1 + k), 1.000000000190015);
  return (x + 0.5) * Math.log(x + 5.5) - x - 5.5 + Math.log((2.5066282746310005 * series) / x);
}

// The regularised incomplete beta function, by its continued fraction (Lentz 1976).
function incompleteBeta(x, a, b) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x >= (a + 1) / (a + b + 2)) return 1 - (front * fraction(1 - x, b, a)) / b;
  return (front * fraction(x, a, b)) / a;
}

function fraction(x, a, b) {
  const kept = (value) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1, d = 1 / kept(1 - ((a + b) * x) / (a + 1)), whole = d;
  for (let m = 1; m < 1000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const part of [even, odd]) {
      d = 1 / kept(1 + part * d);
      c = kept(1 + part / c);
      step = c * d;
      whole *= step;
    }
    if (Math.abs(step - 1) < 1e-12) break;
  }
  return whole;
}

// A quantile of sorted numbers, linear between neighbours.
function quantile(sorted, share) {
  const place = share * (sorted.length - 1), below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
