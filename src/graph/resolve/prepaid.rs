//! Periods that are paid at once, and prices for longer times than a period.

use super::amounts::Digits;
use super::context::Context;
use crate::calendar::{Date, Period};
use crate::decl::{BillDecl, Length, PrepaidDecl, Spanned};
use crate::diag::Finding;
use crate::graph::codes::{BAD_PREPAID, PERIODS_BEYOND_CALENDAR, UNEVEN_PRICE_PERIOD};
use crate::graph::{Per, Prepaid};
use crate::money::Decimal;

impl Context {
    /// Resolves the periods that are paid at once (`P-E10`).
    pub(super) fn prepaid(
        &mut self,
        owner: &dyn Fn() -> String,
        prepaid: &Spanned<Box<PrepaidDecl>>,
        (bill, per): (&Spanned<BillDecl>, &Spanned<Length>),
    ) -> Option<Box<Prepaid>> {
        let PrepaidDecl { periods, discount, fee } = &**prepaid.get()?;
        let fee_amounts = self.amounts(owner, fee, Digits::OfCurrency);
        if discount.is_written() && fee.is_written() {
            let message = format!("{} has a discount and a fee for periods that are paid at once", owner());
            let finding = Finding::new(&BAD_PREPAID, fee.span, message).label("a fee here");
            self.report(finding.also(discount.span, "a discount here").help("keep one of the two"));
        }
        let share = discount.get().map(|percent| percent.0);
        if share.is_some_and(|share| share > Decimal::ONE) {
            let message = format!("{} takes more than the whole price off periods that are paid at once", owner());
            let finding = Finding::new(&BAD_PREPAID, discount.span, message).label("more than 100 %");
            self.report(finding.help("write at most `100%`"));
        }
        if let Some(BillDecl::InArrears | BillDecl::Progressive) = bill.get() {
            let message = format!("{} is paid for several periods at once, but not in advance", owner());
            let finding = Finding::new(&BAD_PREPAID, prepaid.span, message).label("paid at their start");
            self.report(finding.also(bill.span, "charged later").help("remove one of the two"));
        }
        if per.is_written() {
            let message = format!("{} is paid for several periods at once at a price for another time", owner());
            let finding = Finding::new(&BAD_PREPAID, prepaid.span, message).label("so many periods");
            self.report(finding.also(per.span, "what the price is for").help("write the price of one period"));
        }
        let periods = periods.get().and_then(|count| u16::try_from(*count).ok())?;
        Some(Box::new(Prepaid { span: prepaid.span, periods, discount: share, fee: fee_amounts }))
    }

    /// Reports periods that are charged at once, on whatever day, and reach beyond the calendar: nobody could buy them.
    pub(super) fn beyond_calendar(
        &mut self,
        owner: &dyn Fn() -> String,
        every: Period,
        (prepaid, bill): (&Spanned<Box<PrepaidDecl>>, &Spanned<BillDecl>),
    ) {
        let prepaid = prepaid.get().map(|prepaid| &prepaid.periods);
        let prepaid = prepaid.and_then(|periods| Some((periods.span, i32::try_from(*periods.get()?).ok()?)));
        let ahead = match bill.get() {
            Some(BillDecl::InAdvanceBy(periods)) => periods.get().map(|count| (periods.span, i32::from(count.0))),
            Some(BillDecl::InAdvance | BillDecl::InArrears | BillDecl::Progressive) | None => None,
        };
        for (place, count) in prepaid.into_iter().chain(ahead) {
            if every.times_after(Date::FIRST, count).is_none() {
                let message = format!("{} is charged for {count} periods of {every} at once", owner());
                let finding = Finding::new(&PERIODS_BEYOND_CALENDAR, place, message);
                let finding = finding.label("end after 2999, on whatever day they begin");
                self.report(finding.help("write fewer periods, or a shorter `every`"));
            }
        }
    }

    /// Resolves what a price is for, if that is longer than the period (`P-27`).
    pub(super) fn per(
        &mut self,
        owner: &dyn Fn() -> String,
        (per, every): (&Spanned<Length>, Period),
        bill: &Spanned<BillDecl>,
    ) -> Option<Per> {
        let time = per.get()?.0;
        if time == every {
            return None;
        }
        let shared = Per::new(time, every);
        if shared.is_none() {
            let message = format!("the price of {} is for {time}, which periods of {every} do not divide", owner());
            let finding = Finding::new(&UNEVEN_PRICE_PERIOD, per.span, message).label("what the price is for");
            self.report(finding.help("write the price of one period, and remove `per`"));
        } else if let Some(BillDecl::Progressive) = bill.get() {
            let message = format!("{} is charged day by day at a price for {time}", owner());
            let finding = Finding::new(&UNEVEN_PRICE_PERIOD, per.span, message).label("changes nothing about a day");
            self.report(finding.also(bill.span, "day by day").help(format!("write `every: {time}` and remove `per`")));
        }
        shared
    }
}
