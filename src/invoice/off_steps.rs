//! The arithmetic of what discounts of a whole invoice take off one of its lines, or take back with it.

use super::cut::Cut;
use super::ratio::Ratio;
use super::steps::Told;

/// Returns the steps from what a line is taxed on before such discounts, its `base`, to what is left of it.
///
/// The shares are in proportion to the amount `spread`, which differs from it where only one of them is rounded.
pub(super) fn off_steps(told: &Told<'_>, (spread, base): (Ratio, Ratio), digits: u32) -> Option<Vec<String>> {
    let (mut steps, mut of, mut left) = (Vec::new(), spread, base);
    for (cut, share) in told.shares.iter().filter(|(_, share)| !share.is_zero()) {
        let rest = left.plus(share.negated())?;
        let is_back = !cut.back.is_empty();
        let how = if is_back { back(cut, *share, told.line_at, digits) } else { forth(cut, *share, of, digits) };
        // It is taken off the exact amount where only the sum of all lines is rounded.
        let follows = steps.is_empty() && how.is_none() && Ratio::of(told.line.amount) == Some(base);
        let from = if follows { String::new() } else { format!("{} ", left.text(digits)) };
        steps.extend(how);
        steps.push(format!("{from}less {} off the invoice = {}", share.text(digits), rest.text(digits)));
        (of, left) = (of.plus(share.negated())?, rest);
    }
    Some(steps)
}

/// Returns the step to a line's share of a discount; none if it has all of it.
fn forth(cut: &Cut, share: Ratio, of: Ratio, digits: u32) -> Option<String> {
    let exact = cut.amount.times(of)?.divided_by(cut.of)?;
    if share == cut.amount || share == of || !exact.is_close(share)? {
        return None;
    }
    let [amount, of, all, share] = [cut.amount, of, cut.of, share].map(|amount| amount.text(digits));
    Some(format!("{amount} x {of} / {all} = {share}"))
}

/// Returns the step to what is taken back with a line; none if that is all that the discount's line shows.
fn back(cut: &Cut, share: Ratio, line: usize, digits: u32) -> Option<String> {
    if share == cut.amount {
        return None;
    }
    let at = cut.shares.iter().position(|(at, _)| *at == line)?;
    let back = cut.back.get(at)?;
    let exact = back.off.times(back.given)?.divided_by(back.charged)?;
    if exact.is_close(share)? {
        let [off, given, charged, share] =
            [back.off, back.given, back.charged, share].map(|amount| amount.text(digits));
        return Some(format!("{off} x {given} / {charged} = {share}"));
    }
    // The last line has what the others leave of the rounded amount.
    let others = cut.shares.iter().filter(|(at, _)| *at != line);
    let others: Vec<String> = others.map(|(_, share)| share.negated().text(digits)).collect();
    let [amount, share] = [cut.amount, share].map(|amount| amount.negated().text(digits));
    Some(format!("{amount} taken back - {} with other lines = {share}", others.join(" - ")))
}
