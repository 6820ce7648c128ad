//! A mutation that keeps most YAML whole: it moves, repeats and drops lines, and swaps the values behind their colons.

/// Returns a text with one change to its lines.
pub fn mutate(text: &[u8], seed: u32) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let mut random = Random(u64::from(seed));
    let (here, there) = (random.below(lines.len()), random.below(lines.len()));
    // A few lines at a time: an event or an object is rarely longer.
    let end = lines.len().min(here + 1 + random.below(6));
    match random.below(7) {
        0 => drop(lines.drain(here..end)),
        1 => {
            let copied = lines[here..end].to_vec();
            lines.splice(there..there, copied);
        }
        2 => {
            let moved: Vec<_> = lines.drain(here..end).collect();
            let there = there.min(lines.len());
            lines.splice(there..there, moved);
        }
        3 => lines.swap(here, there),
        4 => {
            let indent = lines[there].iter().take_while(|byte| **byte == b' ').count();
            let own = lines[here].iter().take_while(|byte| **byte == b' ').count();
            lines[here].splice(..own, std::iter::repeat_n(b' ', indent));
        }
        _ => {
            let value = |line: &[u8]| line.windows(2).position(|pair| pair == b": ").map(|at| at + 2);
            if let (Some(to), Some(from)) = (value(&lines[here]), value(&lines[there])) {
                let new = lines[there][from..].to_vec();
                lines[here].splice(to.., new);
            }
        }
    }
    lines.concat()
}

/// Numbers that follow from the fuzzer's seed alone, so that a run can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ mixed >> 31) % bound.max(1) as u64) as usize
    }
}
