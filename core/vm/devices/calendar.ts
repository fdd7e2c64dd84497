/** Gregorian dates from Unix seconds and back, in integers (days from civil, H. Hinnant). */
export interface CalendarTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_SECONDS = 86_400;
/** 1 March 0000 to 1 January 1970. */
const EPOCH_DAYS = 719_468;
const ERA_DAYS = 146_097;

export function calendarTime(unixSeconds: number): CalendarTime {
  const inDay = unixSeconds % DAY_SECONDS;
  const days = (unixSeconds - inDay) / DAY_SECONDS;
  const shifted = days + EPOCH_DAYS;
  const era = quotient(shifted, ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = quotient(
    dayOfEra - quotient(dayOfEra, 1460) + quotient(dayOfEra, 36_524) - quotient(dayOfEra, ERA_DAYS - 1),
    365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + quotient(yearOfEra, 4) - quotient(yearOfEra, 100));
  const monthFromMarch = quotient(5 * dayOfYear + 2, 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - quotient(153 * monthFromMarch + 2, 5) + 1,
    weekday: ((days + 4) % 7) + 1,
    hour: quotient(inDay, 3600),
    minute: quotient(inDay % 3600, 60),
    second: inDay % 60,
  };
}

/** Fields out of range carry over, as a guest may write anything. Years from 1970. */
export function unixSeconds(time: Omit<CalendarTime, "weekday">): number {
  const year = time.month <= 2 ? time.year - 1 : time.year;
  const era = quotient(year, 400);
  const yearOfEra = year - era * 400;
  const monthFromMarch = (time.month + 9) % 12;
  const dayOfYear = quotient(153 * monthFromMarch + 2, 5) + time.day - 1;
  const dayOfEra = yearOfEra * 365 + quotient(yearOfEra, 4) - quotient(yearOfEra, 100) + dayOfYear;
  const days = era * ERA_DAYS + dayOfEra - EPOCH_DAYS;
  return Math.max(0, days * DAY_SECONDS + time.hour * 3600 + time.minute * 60 + time.second);
}

function quotient(numerator: number, denominator: number): number {
  return (numerator - (numerator % denominator)) / denominator;
}
