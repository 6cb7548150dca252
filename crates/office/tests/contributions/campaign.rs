//! 催缴: who has not paid, with the default tier, and what is written down about calls and visits.

use crate::common::{TestOffice, day};
use crate::tax::{Tax, import, paid};
use crate::town::{Insured, contributor, open_books, recipient, take_on};
use base::Fen;
use desk::Refusal;
use shebao_office::contributions::{Campaign, ContactedInput, DefaultTier, campaign};
use shebao_office::tables::{ContactAnswer, ContactWay, PersonId};
use shebao_office::verify::verify;
use std::sync::Arc;

fn start(office: &mut TestOffice) {
    open_books(office);
    let other_village = Insured { village: "530113101202".into(), ..contributor(4) };
    take_on(office, &[contributor(1), contributor(2), other_village, recipient(7)]).unwrap();
    office.on_day("2019-02-01");
    // Last year's tier of the first is on offer; the second paid none here.
    let late = Tax { year: 2018, ..paid("S01", &contributor(1), "300") };
    import(office, "税务-1.csv", &[late, paid("S02", &contributor(4), "500")]).unwrap();
}

fn asked(office: &mut TestOffice, year: i16) -> Campaign {
    let environment = Arc::clone(office.office.environment());
    let agency = office.agency;
    office.office.look(agency, |look| Ok::<_, Refusal>(campaign(look, &environment, year).unwrap())).unwrap()
}

fn call(person: PersonId) -> ContactedInput {
    let (way, answer) = (ContactWay::Phone, ContactAnswer::Willing);
    ContactedInput { person, year: 2019, on: day("2019-02-01"), way, answer, note: "月底前缴".into() }
}

#[test]
fn the_list_names_who_is_due_and_has_not_paid() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let year = asked(office, 2019);
        let names: Vec<_> = year.unpaid.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(names, ["模拟1", "模拟2"], "the payer of 2019 and the pensioner are not asked");
        let tiers: Vec<_> = year.unpaid.iter().map(|u| (u.tier, u.tier_from)).collect();
        // Yunnan 2014: the lowest tier is 100.
        let expected = [(300, DefaultTier::LastPaid(2018)), (100, DefaultTier::Lowest)];
        assert_eq!(tiers, expected.map(|(yuan, from)| (Fen::from_yuan(yuan), from)));
        let villages: Vec<_> = year.villages.values().map(|v| (v.due, v.paid, v.unpaid, v.amount)).collect();
        assert_eq!(villages, [(2, 0, 2, Fen::ZERO), (1, 1, 0, Fen::from_yuan(500))]);

        let person = year.unpaid[0].person;
        office.run("contributions.contacted", &call(person)).unwrap();
        let after = asked(office, 2019);
        assert_eq!(after.unpaid[0].contact.as_ref().unwrap().answer, ContactAnswer::Willing);
        assert_eq!(after.villages.values().next().unwrap().contacted, 1);
        assert!(asked(office, 2018).unpaid.iter().all(|u| u.name != "模拟1"), "2018 was paid late");
        assert!(verify(&mut office.office, office.agency, &mut |_| ()).unwrap().is_whole());
    });
}

#[test]
fn nobody_is_asked_for_what_is_paid_or_not_due() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let unpaid = asked(office, 2019).unpaid;
        let refused = |office: &mut TestOffice, input: ContactedInput| {
            office.make("contributions.contacted", &input).unwrap_err().to_string()
        };
        let payer = PersonId(office.number("SELECT MAX(person) FROM contribution"));
        assert!(refused(office, call(payer)).contains("已于 2019-01-05 缴费"));
        let pensioner = PersonId(office.number("SELECT person FROM award"));
        assert!(refused(office, call(pensioner)).contains("待遇领取"));
        let tomorrow = ContactedInput { on: day("2019-02-02"), ..call(unpaid[0].person) };
        assert!(refused(office, tomorrow).contains("晚于今天"));
        assert!(refused(office, ContactedInput { year: 2020, ..call(unpaid[0].person) }).contains("尚未开始"));
        assert!(refused(office, ContactedInput { year: 2010, ..call(unpaid[0].person) }).contains("2011-07 起参保"));
        assert!(refused(office, call(PersonId(999))).contains("没有编号"));
        office.run("contributions.contacted", &call(unpaid[0].person)).unwrap();
        assert!(refused(office, call(unpaid[0].person)).contains("已经登记过"));
    });
}
