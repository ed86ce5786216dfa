//! Dates as labeling jobs write them: ISO 8601, with or without a zone, with `T` or a space.

/// Whether `text` is a date and a time, such as `2018-10-18T22:18:13.527256`, `2021-07-11 03:32Z` or `2024-02-29T10:00:00+01:00`.
pub(in crate::rules) fn is_date_time(text: &[u8]) -> bool {
    let mut rest = Rest(text);
    date(&mut rest).is_some()
        && rest.any_of(|byte| matches!(byte, b'T' | b't' | b' '))
        && time(&mut rest).is_some()
        && zone(&mut rest).is_some()
        && rest.0.is_empty()
}

fn date(rest: &mut Rest<'_>) -> Option<()> {
    let year = rest.digits::<4>()?;
    rest.byte(b'-')?;
    let month = rest.digits::<2>()?;
    rest.byte(b'-')?;
    let day = rest.digits::<2>()?;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(())
}

fn time(rest: &mut Rest<'_>) -> Option<()> {
    let hour = rest.digits::<2>()?;
    rest.byte(b':')?;
    let minute = rest.digits::<2>()?;
    let mut second = 0;
    if rest.byte(b':').is_some() {
        // 60 is a leap second.
        second = rest.digits::<2>()?;
        if rest.any_of(|byte| matches!(byte, b'.' | b',')) {
            rest.digits::<1>()?;
            while rest.any_of(|byte| byte.is_ascii_digit()) {}
        }
    }
    (hour < 24 && minute < 60 && second <= 60).then_some(())
}

fn zone(rest: &mut Rest<'_>) -> Option<()> {
    if rest.0.is_empty() || rest.any_of(|byte| matches!(byte, b'Z' | b'z')) {
        return Some(());
    }
    if !rest.any_of(|byte| matches!(byte, b'+' | b'-')) {
        return None;
    }
    let hours = rest.digits::<2>()?;
    let has_minutes = rest.byte(b':').is_some() || !rest.0.is_empty();
    let minutes = if has_minutes { rest.digits::<2>()? } else { 0 };
    (hours < 24 && minutes < 60).then_some(())
}

struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    #[inline]
    fn byte(&mut self, wanted: u8) -> Option<()> {
        self.any_of(|byte| byte == wanted).then_some(())
    }

    /// Passes over a byte if it is wanted.
    #[inline]
    fn any_of(&mut self, is_wanted: impl Fn(u8) -> bool) -> bool {
        match self.0 {
            [first, rest @ ..] if is_wanted(*first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// The number that the next digits write, so many of them. They are looked at together: nearly always all are there.
    #[inline]
    fn digits<const COUNT: usize>(&mut self) -> Option<u32> {
        let (digits, rest) = self.0.split_first_chunk::<COUNT>()?;
        let (number, most) = digits.iter().fold((0, 0), |(number, most), byte| {
            let digit = byte.wrapping_sub(b'0');
            (10 * number + u32::from(digit), digit.max(most))
        });
        self.0 = rest;
        (most < 10).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn takes_what_jobs_write() {
        for text in [
            "2018-10-18T22:18:13.527256",
            "2021-07-11T03:32:13.456Z",
            "2021-07-11 03:32:13",
            "2024-02-29T10:00:00+01:00",
            "2024-12-31T23:59:60-0330",
            "2024-12-31T23:59",
            "2024-12-31T23:59:00+01",
        ] {
            assert!(is_date_time(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "2021-07-11",
            "Mon Aug 22 2022 13:52:52 GMT-0700 (Pacific Daylight Time)",
            "2023-02-29T10:00:00",
            "2021-13-01T00:00:00",
            "2021-07-11T24:00:00",
            "2021-07-11T03:32:13.",
            "2021-07-11T03:32:13+",
            "2021-07-11T03:32:13Zz",
            "1626000000",
        ] {
            assert!(!is_date_time(text.as_bytes()), "{text}");
        }
    }
}
