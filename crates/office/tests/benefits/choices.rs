//! 到龄人员: who turns 60 within three months, what is missing of each, and the choice of those short
//! of years.

use crate::common::{TestOffice, day};
use crate::town::{Insured, contributor, id_number, open_books, recipient, take_on};
use desk::Refusal;
use shebao_office::benefits::{ChooseYearsInput, ToClaim, due_to_claim};
use shebao_office::tables::{PersonId, YearsChoice};

/// Born in March 1959, so that April 2019 is the first month. Dongchuan's scheme began in July
/// 2011, when he was 52: every missed year since may be filled.
fn nearly(number: u32, years: i64) -> Insured {
    let birth = Some(day("1959-03-10"));
    Insured { id: id_number("19590310", 900 + number), birth, years, ..contributor(number) }
}

fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

fn worklist(office: &mut TestOffice) -> Vec<ToClaim> {
    let environment = office.office.environment().clone();
    let read = office
        .office
        .look(office.agency, |look| due_to_claim(look, &environment, 3).map_err(|e| Refusal::Fields(e.into_fields())));
    read.unwrap()
}

fn choice(person: PersonId, choice: YearsChoice) -> ChooseYearsInput {
    ChooseYearsInput { person, choice, document: "申请表 2019-1".into() }
}

#[test]
fn the_worklist_says_what_is_missing_and_the_choice_is_written_down() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[nearly(1, 3), nearly(2, 8), contributor(3), recipient(4)]).unwrap();
        let (short, full, young, drawing) =
            (person(office, 1), person(office, 2), person(office, 3), person(office, 4));
        let list = worklist(office);
        assert_eq!(list.iter().map(|claim| claim.person).collect::<Vec<_>>(), [short, full]);
        assert_eq!(list[0].first_month.to_string(), "2019-04");
        let years = list[0].years.unwrap();
        assert_eq!((list[0].paid_years, years.short), (3, years.required - 3));
        assert!(years.short > 0 && list[1].years.unwrap().short == 0);
        assert_eq!(list[0].missing(), [format!("缺 {} 年（未选择）", years.short), "没有收款账户".to_owned()]);
        assert_eq!(list[1].missing(), ["没有收款账户"]);

        let told = |office: &mut TestOffice, input: &ChooseYearsInput| {
            office.make("benefits.choose_years", input).unwrap_err().to_string()
        };
        assert!(told(office, &choice(full, YearsChoice::Fill)).contains("已缴满"));
        assert!(told(office, &choice(young, YearsChoice::Fill)).contains("才到领取月份"));
        assert!(told(office, &choice(drawing, YearsChoice::Terminate)).contains("已有待遇"));
        // He was over 45 when the scheme began: nothing to go on with year by year.
        assert!(told(office, &choice(short, YearsChoice::Continue)).contains("不能延缴"));
        let blank = ChooseYearsInput { document: " ".into(), ..choice(short, YearsChoice::Fill) };
        assert!(told(office, &blank).contains("没有填写本人签字的申请表"));

        let answer = office.run("benefits.choose_years", &choice(short, YearsChoice::Fill)).unwrap();
        assert!(answer.notices[0].contains(&format!("缴清 {} 年", years.short)), "{:?}", answer.notices);
        assert!(told(office, &choice(short, YearsChoice::Fill)).contains("不需要重复"));
        assert_eq!(worklist(office)[0].missing()[0], format!("缺 {} 年（已选补缴）", years.short));
        office.run("benefits.choose_years", &choice(short, YearsChoice::Terminate)).unwrap();
        assert_eq!(worklist(office)[0].choice, Some(YearsChoice::Terminate));
        assert_eq!(office.number("SELECT COUNT(*) FROM years_chosen"), 2);

        office.on_day("2019-07-01");
        let late = &worklist(office)[0];
        assert_eq!(late.months_late("2019-07".parse().unwrap()), 3, "a late claim is paid back");
    });
}
