//! Money by heads: people are whole, so not every total of two rates exists (handbook c.1).

use base::Fen;

/// The possible totals next to an impossible one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The largest possible total below; none when the total is too small.
    pub below: Option<Fen>,
    /// The smallest possible total above; none when the total is too large.
    pub above: Option<Fen>,
}

/// How many of `people` are paid `higher` and how many `lower` when `total` was paid to all.
///
/// # Errors
/// The nearest possible totals when no whole number of people gives `total`.
pub fn people_at_two_rates(people: u32, higher: Fen, lower: Fen, total: Fen) -> Result<(u32, u32), Nearest> {
    let least = i128::from(lower.get()) * i128::from(people);
    let most = i128::from(higher.get()) * i128::from(people);
    let step = i128::from(higher.get()) - i128::from(lower.get());
    let total = i128::from(total.get());
    if step <= 0 {
        let all = fen(most);
        return if total == most { Ok((people, 0)) } else { Err(beside(total, most, all, all)) };
    }
    if total < least || total > most {
        return Err(beside(total, least.max(total.min(most)), fen(most), fen(least)));
    }
    let above_least = total - least;
    let at_higher = above_least / step;
    if above_least % step == 0 {
        let at_higher = u32::try_from(at_higher).unwrap_or(people);
        return Ok((at_higher, people - at_higher));
    }
    let below = least + at_higher * step;
    Err(Nearest { below: fen(below), above: fen(below + step) })
}

fn beside(total: i128, bound: i128, below: Option<Fen>, above: Option<Fen>) -> Nearest {
    if total > bound { Nearest { below, above: None } } else { Nearest { below: None, above } }
}

fn fen(amount: i128) -> Option<Fen> {
    i64::try_from(amount).ok().map(Fen::new)
}
