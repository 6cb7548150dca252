//! 财政补贴: what the office asks the governments for, what they give notice of, and what arrives, which is
//! late, and from the county too little.

use std::collections::BTreeMap;

use base::{Fen, Level};
use office::fund::{ReceiveSubsidyInput, SubsidyPart};
use office::matching::{MatchingLineInput, RecordInput, needed};
use office::tables::{MatchingPurpose, MatchingStep};

use crate::crew::PlayError;
use crate::play::Play2019;

/// What a level sends: its document's prefix, the month of its notice, how much of what was asked for it
/// allots, and in which months the money arrives, each time a share of the allotment. All in hundredths.
struct Giver {
    level: Level,
    prefix: &'static str,
    notice: i8,
    allots: i64,
    arrives: &'static [(i8, i64)],
}

const GIVERS: [Giver; 4] = [
    Giver { level: Level::Central, prefix: "财社", notice: 2, allots: 100, arrives: &[(3, 50), (8, 50)] },
    Giver { level: Level::Province, prefix: "云财社", notice: 3, allots: 100, arrives: &[(4, 60), (9, 40)] },
    Giver { level: Level::City, prefix: "昆财社", notice: 4, allots: 100, arrives: &[(6, 100)] },
    Giver { level: Level::County, prefix: "东财社", notice: 5, allots: 60, arrives: &[(7, 50), (12, 50)] },
];

/// Asked for in whole hundreds of yuan.
const ROUND: i64 = 10_000;

/// What was asked of the governments.
pub(crate) type Asked = BTreeMap<Level, Vec<(MatchingPurpose, Fen)>>;

impl Play2019<'_> {
    /// What a month brings of it; done on its last day, when its pensions are in the books.
    pub(crate) fn governments(&mut self) -> Result<(), PlayError> {
        let month = self.month.month();
        if month == 1 {
            self.ask()?;
        }
        for giver in &GIVERS {
            if giver.notice == month {
                let allotted = self.share(giver, 100);
                self.document(giver.level, MatchingStep::Allotted, format!("{}〔2019〕1号", giver.prefix), &allotted)?;
            }
            for (number, (_, share)) in (2..).zip(giver.arrives).filter(|(_, (of, _))| *of == month) {
                self.arrives(giver, *share, format!("{}〔2019〕{number}号", giver.prefix))?;
            }
        }
        Ok(())
    }

    /// The year's need by January's: twelve pensions, and as many fees as are expected.
    fn ask(&mut self) -> Result<(), PlayError> {
        let (first, last) = (self.month.first_day(), self.month.last_day());
        let need = self.office.look(self.crew.agency, |look| needed(look, first, last).map_err(PlayError::from))?;
        let counts = self.district.counts();
        let fees = i64::try_from(counts.year_fees / counts.january_fees.max(1)).unwrap_or(12);
        let mut asked = Asked::new();
        for ((level, purpose), amount) in need {
            let times = if purpose == MatchingPurpose::Entry { fees } else { 12 };
            let whole = Fen::new((amount.times(times).get() + ROUND - 1) / ROUND * ROUND);
            asked.entry(level).or_default().push((purpose, whole));
        }
        for (giver, number) in GIVERS.iter().zip(1..) {
            let parts = asked.get(&giver.level).cloned().unwrap_or_default();
            self.document(giver.level, MatchingStep::Requested, format!("东居保请〔2019〕{number}号"), &parts)?;
        }
        self.asked = asked;
        Ok(())
    }

    /// A share of what a level allots, in hundredths.
    fn share(&self, giver: &Giver, share: i64) -> Vec<(MatchingPurpose, Fen)> {
        let parts = self.asked.get(&giver.level).into_iter().flatten();
        parts.map(|(purpose, amount)| (*purpose, Fen::new(amount.get() * giver.allots / 100 * share / 100))).collect()
    }

    fn document(
        &mut self,
        level: Level,
        step: MatchingStep,
        document: String,
        parts: &[(MatchingPurpose, Fen)],
    ) -> Result<(), PlayError> {
        let parts: Vec<_> = parts
            .iter()
            .filter(|(_, amount)| *amount > Fen::ZERO)
            .map(|(purpose, amount)| MatchingLineInput { purpose: *purpose, amount: *amount })
            .collect();
        if parts.is_empty() {
            return Ok(());
        }
        let input = RecordInput { year: 2019, step, level, document, on: self.month.last_day(), parts };
        self.crew.run(&mut self.office, "matching.record", &input)?;
        Ok(())
    }

    fn arrives(&mut self, giver: &Giver, share: i64, document: String) -> Result<(), PlayError> {
        let part = |(purpose, amount): (MatchingPurpose, Fen)| {
            let of = |level| if level == giver.level { amount } else { Fen::ZERO };
            let [central, province, city, county] = Level::ALL.map(of);
            SubsidyPart { purpose: purpose.purpose(), central, province, city, county }
        };
        let parts: Vec<SubsidyPart> = self.share(giver, share).into_iter().map(part).collect();
        if !parts.is_empty() {
            let input = ReceiveSubsidyInput { on: self.month.last_day(), document, parts };
            self.crew.run(&mut self.office, "fund.receive_subsidy", &input)?;
        }
        Ok(())
    }
}
