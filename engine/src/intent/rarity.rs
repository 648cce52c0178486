//! How rare something is, as a logarithm made of integers: the same to the last bit on every machine.

/// log2(1 + all / having) in 1/256: how little a feature that so many meanings have says.
pub(super) fn among(all: usize, having: usize) -> u64 {
    let having = having.max(1) as u64;
    log2((all as u64 + having) * ONE / having)
}

/// log2(all / having) in 1/256.
pub(super) fn share(all: u64, having: u64) -> u64 {
    log2(all.saturating_mul(ONE) / having.max(1))
}

/// The 1 of the fixed-point numbers that [`log2`] takes.
const ONE: u64 = 1 << 16;

/// log2 of a fixed-point number from 1 on, in 1/256: the place of the highest bit, then one bit a squaring.
fn log2(number: u64) -> u64 {
    let number = number.max(ONE);
    let whole = u64::from(number.ilog2());
    let mut mantissa = if whole >= 31 { number >> (whole - 31) } else { number << (31 - whole) };
    let mut bits = 0;
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 31;
        bits <<= 1;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            bits |= 1;
        }
    }
    (whole << 8) + bits - (16 << 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_exact_to_a_256th() {
        assert_eq!(among(1, 1), 256);
        assert_eq!(among(3, 1), 512);
        assert_eq!(among(255, 1), 8 * 256);
        assert_eq!(among(2, 1), 405); // log2 3 = 1.58496
        assert_eq!(share(60_000_000, 30), 5_358); // log2 2,000,000 = 20.93157
    }
}
