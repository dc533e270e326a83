/** Subjects of other conversations. */
export const ELSEWHERE: ReadonlySet<string> = new Set(
  'weather profit profits vpn taxes salary forecast-weather rain joke jokes poem song sing story president capital country recipe cook movie film football soccer game world cup restaurant restaurants dinner lunch breakfast flight hotel travel translate translation french german spanish birthday love life meaning god religion politics election-day stock stocks bitcoin news horoscope music dance actor actress celebrity mountain ocean planet moon sun mars history-of-rome math homework essay email letter haiku riddle cat dog appointment taxi pizza coffee holiday vacation bus ticket-to wikipedia price pricing dollar dollars yen euro euros currency exchange-rate handbook employee employees payroll invoice invoices marketing revenue champions league cricket tennis rugby olympics win won wins tournament election boyfriend girlfriend song lyrics novel painting recipe recipes wife husband mum mom dad girlfriend milk groceries shopping grocery laundry dishes dentist doctor shift-plan payslip shifts'.split(
    ' ',
  ),
);
