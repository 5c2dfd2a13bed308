//! Matrix kernels: products with packed weights, chosen for the processor at run time.
//!
//! Everything heavy in a pipeline is `y = x · Wᵀ` with a weight matrix that never changes, so weights are packed
//! once, in panels as wide as two vector registers, and a kernel walks panels and rows. There are three: AVX-512
//! and AVX2 of our own, and a portable path over `matrixmultiply` that is also the measure for the other two.
//! The rows of `x` may overlap (`row_stride < k`): a window over neighbouring rows is a row that starts earlier.
//!
//! Only the order of summation differs between kernels, so results agree up to rounding.

use std::sync::OnceLock;

/// Which instructions the products use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// 512-bit registers.
    Avx512,
    /// 256-bit registers with fused multiply-add.
    Avx2,
    /// Any processor.
    Portable,
}

impl Kernel {
    /// The fastest kernel that this processor runs.
    pub fn best() -> Kernel {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| *Kernel::available().first().expect("the portable kernel is always there"))
    }

    /// The kernels that this processor runs, the fastest first.
    pub fn available() -> Vec<Kernel> {
        let mut found = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            // The small loops of the AVX-512 path are compiled for AVX2, so it needs both.
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            if avx2 && is_x86_feature_detected!("avx512f") {
                found.push(Kernel::Avx512);
            }
            if avx2 {
                found.push(Kernel::Avx2);
            }
        }
        found.push(Kernel::Portable);
        found
    }

    /// Name for logs.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Avx512 => "AVX-512",
            Kernel::Avx2 => "AVX2",
            Kernel::Portable => "portable",
        }
    }

    /// Columns of one panel of packed weights.
    fn panel(self) -> usize {
        match self {
            Kernel::Avx512 => 32,
            Kernel::Avx2 | Kernel::Portable => 16,
        }
    }
}

/// A weight matrix of `n` outputs by `k` inputs, packed for one kernel.
pub struct Packed {
    kernel: Kernel,
    /// Panel after panel; in a panel input after input; per input one value a column. The portable kernel keeps
    /// the matrix as it came, row-major.
    panels: Vec<f32>,
    n: usize,
    k: usize,
}

impl Packed {
    /// Packs a row-major `n × k` matrix.
    ///
    /// # Panics
    ///
    /// If `weights` does not hold `n * k` values; the loader checks shapes before.
    pub fn new(kernel: Kernel, weights: &[f32], n: usize, k: usize) -> Packed {
        assert_eq!(weights.len(), n * k);
        let panels = if kernel == Kernel::Portable {
            weights.to_vec()
        } else {
            let width = kernel.panel();
            let mut panels = vec![0.0; n.div_ceil(width) * width * k];
            for (j, row) in weights.chunks_exact(k).enumerate() {
                for (i, w) in row.iter().enumerate() {
                    panels[(j / width * k + i) * width + j % width] = *w;
                }
            }
            panels
        };
        Packed { kernel, panels, n, k }
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.n
    }

    /// `y[r] = W · x[r]` for `rows` rows; row `r` of `x` starts at `r * row_stride` and has `k` values, row `r` of
    /// `y` starts at `r * n`.
    ///
    /// # Panics
    ///
    /// If `x` or `y` is too short.
    pub fn mul(&self, x: &[f32], row_stride: usize, y: &mut [f32], rows: usize) {
        if rows == 0 {
            return;
        }
        assert!(x.len() >= (rows - 1) * row_stride + self.k);
        assert!(y.len() >= rows * self.n);
        match self.kernel {
            // SAFETY: the kernel was found on this processor when the matrix was packed, and the lengths of `x`,
            // `y` and the panels, just checked, cover every access.
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => unsafe { x86::mul_avx512(self, x, row_stride, y, rows) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => unsafe { x86::mul_avx2(self, x, row_stride, y, rows) },
            #[cfg(not(target_arch = "x86_64"))]
            Kernel::Avx512 | Kernel::Avx2 => unreachable!("found only on x86-64"),
            Kernel::Portable => {
                // SAFETY: `sgemm` reads rows × k of `x` and n × k of the weights and writes rows × n of `y` at
                // these strides; the lengths were checked above and in `new`.
                unsafe {
                    matrixmultiply::sgemm(
                        rows,
                        self.k,
                        self.n,
                        1.0,
                        x.as_ptr(),
                        row_stride as isize,
                        1,
                        self.panels.as_ptr(),
                        1,
                        self.k as isize,
                        0.0,
                        y.as_mut_ptr(),
                        self.n as isize,
                        1,
                    );
                }
            }
        }
    }
}

/// Runs the body compiled for the processor at hand: with AVX2 and fused multiply-add where there is one, else
/// plainly. `$fma` is `true` in the first case.
macro_rules! for_processor {
    ($(#[$doc:meta])* pub fn $name:ident<$fma:ident>($kernel:ident, $($arg:ident: $type:ty),*) $body:block) => {
        $(#[$doc])*
        #[inline]
        pub fn $name($kernel: Kernel, $($arg: $type),*) {
            #[inline(always)]
            fn body<const $fma: bool>($($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn wide($($arg: $type),*) {
                    body::<true>($($arg),*)
                }
                if $kernel != Kernel::Portable {
                    // SAFETY: a kernel other than the portable one is only found where AVX2 and FMA are.
                    return unsafe { wide($($arg),*) };
                }
            }
            body::<false>($($arg),*)
        }
    };
}

/// `a * b + c`, fused where `FMA` says that the processor can.
#[inline(always)]
fn fused<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

for_processor! {
    /// Adds `row` to `sum`, value by value.
    pub fn add<_FMA>(kernel, sum: &mut [f32], row: &[f32]) {
        for (s, r) in sum.iter_mut().zip(row) {
            *s += r;
        }
    }
}

for_processor! {
    /// `scores = bias + Wᵀ · hidden`, with `weights` as one row of `scores.len()` values a hidden unit.
    pub fn score<FMA>(kernel, hidden: &[f32], weights: &[f32], bias: &[f32], scores: &mut [f32]) {
        let n = scores.len();
        assert!(bias.len() == n && weights.len() == hidden.len() * n);
        let mut from = 0;
        while from < n {
            // Blocks of 64 columns stay in eight 256-bit registers over the whole loop.
            if n - from >= 64 {
                score_block::<FMA, 64>(hidden, weights, bias, scores, from);
                from += 64;
            } else if n - from >= 16 {
                score_block::<FMA, 16>(hidden, weights, bias, scores, from);
                from += 16;
            } else {
                score_block::<FMA, 1>(hidden, weights, bias, scores, from);
                from += 1;
            }
        }
    }
}

#[inline(always)]
fn score_block<const FMA: bool, const N: usize>(
    hidden: &[f32],
    weights: &[f32],
    bias: &[f32],
    scores: &mut [f32],
    from: usize,
) {
    let n = scores.len();
    let mut sum = [0.0f32; N];
    sum.copy_from_slice(&bias[from..from + N]);
    for (h, row) in hidden.iter().zip(weights.chunks_exact(n)) {
        let row: &[f32; N] = row[from..from + N].try_into().expect("the slice has N values");
        for (s, w) in sum.iter_mut().zip(row) {
            *s = fused::<FMA>(*h, *w, *s);
        }
    }
    scores[from..from + N].copy_from_slice(&sum);
}

for_processor! {
    /// `out = max over pieces of (pre + bias)`, where `pre` and `bias` hold the pieces one after the other.
    pub fn maxout<_FMA>(kernel, pre: &[f32], bias: &[f32], out: &mut [f32]) {
        let n = out.len();
        assert!(pre.len() == bias.len() && pre.len().is_multiple_of(n));
        for (o, (p, b)) in out.iter_mut().zip(pre.iter().zip(bias)) {
            *o = p + b;
        }
        for (pre, bias) in pre.chunks_exact(n).zip(bias.chunks_exact(n)).skip(1) {
            for (o, (p, b)) in out.iter_mut().zip(pre.iter().zip(bias)) {
                // Not `f32::max`, whose care for NaN costs two more instructions.
                let v = p + b;
                *o = if v > *o { v } else { *o };
            }
        }
    }
}

for_processor! {
    /// Normalises `x` to mean 0 and variance 1, then scales by `gain` and shifts by `bias`.
    ///
    /// The 1e-8 is added to the (biased) variance, as thinc's `LayerNorm` does.
    pub fn normalise<_FMA>(kernel, x: &mut [f32], gain: &[f32], bias: &[f32]) {
        assert!(gain.len() == x.len() && bias.len() == x.len());
        let n = x.len() as f32;
        let mean = sum(x.iter().copied()) / n;
        let variance = sum(x.iter().map(|v| (v - mean) * (v - mean))) / n + 1e-8;
        let scale = 1.0 / variance.sqrt();
        for (v, (g, b)) in x.iter_mut().zip(gain.iter().zip(bias)) {
            *v = (*v - mean) * scale * g + b;
        }
    }
}

for_processor! {
    /// `x · Φ(x)` for every value, with Φ the normal distribution: the Gaussian error linear unit.
    pub fn gelu<FMA>(kernel, x: &mut [f32]) {
        for v in x.iter_mut() {
            let half = 0.5 * *v;
            *v = fused::<FMA>(half, erf::<FMA>(*v * std::f32::consts::FRAC_1_SQRT_2), half);
        }
    }
}

for_processor! {
    /// Scores to probabilities, in place.
    pub fn softmax<FMA>(kernel, row: &mut [f32]) {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, |top, v| if v > top { v } else { top });
        for v in row.iter_mut() {
            *v = exp::<FMA>(*v - top);
        }
        let scale = 1.0 / sum(row.iter().copied());
        row.iter_mut().for_each(|v| *v *= scale);
    }
}

/// The error function, off by at most 2e-7.
///
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26.
#[inline(always)]
fn erf<const FMA: bool>(x: f32) -> f32 {
    let z = x.abs();
    let t = 1.0 / fused::<FMA>(0.327_591_1, z, 1.0);
    let mut p = fused::<FMA>(1.061_405_4, t, -1.453_152);
    for c in [1.421_413_7, -0.284_496_74, 0.254_829_6] {
        p = fused::<FMA>(p, t, c);
    }
    fused::<FMA>(-p * t, exp::<FMA>(-z * z), 1.0).copysign(x)
}

/// e to the power of `x`, off by two units in the last place; below -87 the least positive power instead.
///
/// Source: Moshier, Cephes Mathematical Library, `expf`. Plain arithmetic on bits, so that the compiler can do eight
/// values at once.
#[inline(always)]
fn exp<const FMA: bool>(x: f32) -> f32 {
    // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = if x > -87.0 { x } else { -87.0 };
    let x = if x < 88.0 { x } else { 88.0 };
    let rounded = fused::<FMA>(x, std::f32::consts::LOG2_E, ROUND);
    let whole = rounded - ROUND;
    let rest = fused::<FMA>(whole, 2.121_944_4e-4, fused::<FMA>(whole, -0.693_359_4, x));
    let mut p = fused::<FMA>(1.987_569_2e-4, rest, 1.398_199_9e-3);
    for c in [8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = fused::<FMA>(p, rest, c);
    }
    let power = f32::from_bits((rounded.to_bits() << 23).wrapping_add(127 << 23));
    fused::<FMA>(p * rest, rest, rest + 1.0) * power
}

/// The sum in eight lanes, which the compiler can keep in one register.
#[inline(always)]
fn sum(values: impl ExactSizeIterator<Item = f32>) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (i, v) in values.enumerate() {
        lanes[i % 8] += v;
    }
    (lanes[0] + lanes[4]) + (lanes[1] + lanes[5]) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::Packed;
    use std::arch::x86_64::*;

    /// # Safety
    ///
    /// The processor has AVX2 and FMA; `x`, `y` hold what [`Packed::mul`] asks for.
    #[target_feature(enable = "avx2,fma")]
    pub unsafe fn mul_avx2(w: &Packed, x: &[f32], stride: usize, y: &mut [f32], rows: usize) {
        const ROWS: usize = 6;
        const COLUMNS: usize = 16;
        for (p, panel) in w.panels.chunks_exact(w.k * COLUMNS).enumerate() {
            let columns = (w.n - p * COLUMNS).min(COLUMNS);
            let mut r = 0;
            while r < rows {
                // SAFETY: rows r.. of `x` and `y` exist up to `rows`; the tile touches at most as many as it names.
                unsafe {
                    let from = x.as_ptr().add(r * stride);
                    let to = y.as_mut_ptr().add(r * w.n + p * COLUMNS);
                    match rows - r {
                        ROWS.. => tile_avx2::<6>(from, stride, panel.as_ptr(), w.k, to, w.n, columns),
                        5 => tile_avx2::<5>(from, stride, panel.as_ptr(), w.k, to, w.n, columns),
                        4 => tile_avx2::<4>(from, stride, panel.as_ptr(), w.k, to, w.n, columns),
                        3 => tile_avx2::<3>(from, stride, panel.as_ptr(), w.k, to, w.n, columns),
                        2 => tile_avx2::<2>(from, stride, panel.as_ptr(), w.k, to, w.n, columns),
                        _ => tile_avx2::<1>(from, stride, panel.as_ptr(), w.k, to, w.n, columns),
                    }
                }
                r += ROWS;
            }
        }
    }

    /// # Safety
    ///
    /// `x` has `R` rows of `k` values at `stride`, `panel` has `k × 16` values, `y` has `R` rows of `columns` values
    /// at `y_stride`.
    #[target_feature(enable = "avx2,fma")]
    unsafe fn tile_avx2<const R: usize>(
        x: *const f32,
        stride: usize,
        panel: *const f32,
        k: usize,
        y: *mut f32,
        y_stride: usize,
        columns: usize,
    ) {
        let mut sum = [[_mm256_setzero_ps(); 2]; R];
        // SAFETY: the offsets stay within what the caller promises.
        unsafe {
            for i in 0..k {
                let left = _mm256_loadu_ps(panel.add(i * 16));
                let right = _mm256_loadu_ps(panel.add(i * 16 + 8));
                for (r, s) in sum.iter_mut().enumerate() {
                    let v = _mm256_broadcast_ss(&*x.add(r * stride + i));
                    s[0] = _mm256_fmadd_ps(v, left, s[0]);
                    s[1] = _mm256_fmadd_ps(v, right, s[1]);
                }
            }
            for (r, s) in sum.iter().enumerate() {
                let row = y.add(r * y_stride);
                if columns == 16 {
                    _mm256_storeu_ps(row, s[0]);
                    _mm256_storeu_ps(row.add(8), s[1]);
                } else {
                    let mut edge = [0.0f32; 16];
                    _mm256_storeu_ps(edge.as_mut_ptr(), s[0]);
                    _mm256_storeu_ps(edge.as_mut_ptr().add(8), s[1]);
                    std::ptr::copy_nonoverlapping(edge.as_ptr(), row, columns);
                }
            }
        }
    }

    /// # Safety
    ///
    /// The processor has AVX-512F; `x`, `y` hold what [`Packed::mul`] asks for.
    #[target_feature(enable = "avx512f")]
    pub unsafe fn mul_avx512(w: &Packed, x: &[f32], stride: usize, y: &mut [f32], rows: usize) {
        const ROWS: usize = 12;
        const COLUMNS: usize = 32;
        for (p, panel) in w.panels.chunks_exact(w.k * COLUMNS).enumerate() {
            let columns = (w.n - p * COLUMNS).min(COLUMNS);
            let mut r = 0;
            while r < rows {
                let left = rows - r;
                // SAFETY: rows r.. of `x` and `y` exist up to `rows`; the tile touches at most as many as it names.
                unsafe {
                    let from = x.as_ptr().add(r * stride);
                    let to = y.as_mut_ptr().add(r * w.n + p * COLUMNS);
                    r += match left {
                        ROWS.. => {
                            tile_avx512::<12>(from, stride, panel.as_ptr(), w.k, to, w.n, columns);
                            12
                        }
                        4.. => {
                            tile_avx512::<4>(from, stride, panel.as_ptr(), w.k, to, w.n, columns);
                            4
                        }
                        _ => {
                            tile_avx512::<1>(from, stride, panel.as_ptr(), w.k, to, w.n, columns);
                            1
                        }
                    };
                }
            }
        }
    }

    /// # Safety
    ///
    /// As for [`tile_avx2`], with panels of `k × 32` values.
    #[target_feature(enable = "avx512f")]
    unsafe fn tile_avx512<const R: usize>(
        x: *const f32,
        stride: usize,
        panel: *const f32,
        k: usize,
        y: *mut f32,
        y_stride: usize,
        columns: usize,
    ) {
        let mut sum = [[_mm512_setzero_ps(); 2]; R];
        // Bit j of a mask is column j of its half.
        let mask = |columns: usize| ((1u32 << columns.min(16)) - 1) as u16;
        let masks = [mask(columns), mask(columns.saturating_sub(16))];
        // SAFETY: the offsets stay within what the caller promises; masked lanes are not written.
        unsafe {
            for i in 0..k {
                let left = _mm512_loadu_ps(panel.add(i * 32));
                let right = _mm512_loadu_ps(panel.add(i * 32 + 16));
                for (r, s) in sum.iter_mut().enumerate() {
                    let v = _mm512_set1_ps(*x.add(r * stride + i));
                    s[0] = _mm512_fmadd_ps(v, left, s[0]);
                    s[1] = _mm512_fmadd_ps(v, right, s[1]);
                }
            }
            for (r, s) in sum.iter().enumerate() {
                let row = y.add(r * y_stride);
                _mm512_mask_storeu_ps(row, masks[0], s[0]);
                if masks[1] != 0 {
                    _mm512_mask_storeu_ps(row.add(16), masks[1], s[1]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pseudo-random values in -1 to 1, the same on every machine.
    fn values(n: usize, seed: u64) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        (0..n)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
            })
            .collect()
    }

    fn plain(x: &[f32], stride: usize, w: &[f32], rows: usize, n: usize, k: usize) -> Vec<f32> {
        let dot =
            |r: usize, j: usize| (0..k).map(|i| f64::from(x[r * stride + i]) * f64::from(w[j * k + i])).sum();
        (0..rows * n).map(|at| -> f64 { dot(at / n, at % n) }).map(|v| v as f32).collect()
    }

    proptest! {
        #[test]
        fn every_kernel_of_this_processor_multiplies_like_the_definition(
            rows in 1usize..40, n in 1usize..70, k in 1usize..120, overlap in 0usize..3, seed in 1u64..1000,
        ) {
            let stride = k.div_ceil(overlap + 1);
            let x = values((rows - 1) * stride + k, seed);
            let w = values(n * k, seed + 1);
            let wanted = plain(&x, stride, &w, rows, n, k);
            for kernel in Kernel::available() {
                let mut y = vec![f32::NAN; rows * n + 3];
                Packed::new(kernel, &w, n, k).mul(&x, stride, &mut y, rows);
                for (got, want) in y.iter().zip(&wanted) {
                    prop_assert!((got - want).abs() < 1e-4, "{kernel:?}: {got} for {want}");
                }
                prop_assert!(y[rows * n..].iter().all(|v| v.is_nan()), "{kernel:?} wrote past the end");
            }
        }

        #[test]
        fn the_small_loops_agree_on_every_kernel(n in 1usize..12, pieces in 1usize..4, seed in 1u64..1000) {
            let n = n * 8;
            let (pre, bias) = (values(n * pieces, seed), values(n * pieces, seed + 1));
            let (gain, shift) = (values(n, seed + 2), values(n, seed + 3));
            let weights = values(n * 37, seed + 4);
            let scores_bias = values(37, seed + 5);
            let run = |kernel| {
                let mut out = vec![0.0; n];
                maxout(kernel, &pre, &bias, &mut out);
                normalise(kernel, &mut out, &gain, &shift);
                add(kernel, &mut out, &shift);
                let mut scores = vec![0.0; 37];
                score(kernel, &out, &weights, &scores_bias, &mut scores);
                out.extend(scores);
                out
            };
            let wanted = run(Kernel::Portable);
            for kernel in Kernel::available() {
                for (got, want) in run(kernel).iter().zip(&wanted) {
                    prop_assert!((got - want).abs() < 1e-3 * (1.0 + want.abs()), "{kernel:?}: {got} for {want}");
                }
            }
        }
    }

    #[test]
    fn the_curves_are_those_of_the_definitions() {
        // Φ from the complementary error function by its continued fraction and series, in 64 bits.
        let phi = |x: f64| {
            let z = x.abs() / std::f64::consts::SQRT_2;
            let upper = if z < 3.0 {
                let (mut term, mut sum) = (z, z);
                for n in 1..80 {
                    term *= -z * z / f64::from(n);
                    sum += term / f64::from(2 * n + 1);
                }
                1.0 - sum * 2.0 / std::f64::consts::PI.sqrt()
            } else {
                let fraction = (1..60).rev().fold(z, |f, n| z + f64::from(n) / 2.0 / f);
                (-z * z).exp() / fraction / std::f64::consts::PI.sqrt()
            };
            if x > 0.0 { 1.0 - upper / 2.0 } else { upper / 2.0 }
        };
        for kernel in Kernel::available() {
            let xs: Vec<f32> = (-1200..=1200).map(|i| i as f32 / 100.0).collect();
            let mut y = xs.clone();
            gelu(kernel, &mut y);
            for (x, y) in xs.iter().zip(&y) {
                let want = f64::from(*x) * phi(f64::from(*x));
                assert!((f64::from(*y) - want).abs() < 2e-6, "{kernel:?}: {x} gives {y} for {want}");
            }
            let mut row = [1.0f32, 3.0, -200.0, 2.5, f32::MIN, 0.0, 0.0, 1.0, 2.0];
            let sum: f64 = row.iter().map(|v| f64::from(*v - 3.0).exp()).sum();
            let want: Vec<f64> = row.iter().map(|v| f64::from(*v - 3.0).exp() / sum).collect();
            softmax(kernel, &mut row);
            for (got, want) in row.iter().zip(want) {
                assert!((f64::from(*got) - want).abs() < 1e-6, "{kernel:?}: {got} for {want}");
            }
        }
    }

    #[test]
    fn normalising_puts_the_epsilon_inside_the_root() {
        let mut x = [1.0, 3.0];
        normalise(Kernel::Portable, &mut x, &[1.0, 1.0], &[0.0, 0.5]);
        assert!((x[0] + 1.0).abs() < 1e-6 && (x[1] - 1.5).abs() < 1e-6);
        let mut flat = [2.0, 2.0];
        normalise(Kernel::Portable, &mut flat, &[1.0, 1.0], &[0.0, 0.0]);
        assert_eq!(flat, [0.0, 0.0]);
    }
}
