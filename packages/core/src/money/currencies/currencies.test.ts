import { describe, expect, it } from 'vitest'
import { checkCurrency } from './check-currency.js'
import { currencies } from './currencies.js'
import type { Currency } from './currency.js'
import { findCurrency } from './find-currency.js'
import { minorUnitsOf } from './minor-units-of.js'

/** List one as published with amendment 180 (January 2026): codes by their minor units. */
const listOne = {
  'N.A.': 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX',
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP
    CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
    LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR
    RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES
    WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

/** List three as published with the same amendment: codes without any user left, by the year of their last withdrawal. */
const listThree = {
  1979: 'LAJ',
  1981: 'ESA GWE ILP MZE RHD',
  1983: 'MTP',
  1984: 'MLF',
  1985: 'ARP LSM',
  1986: 'BRB GNS GQE PES',
  1987: 'BOP UGS',
  1989: 'ALK BRC GNE MVQ UYN ZWC',
  1990: 'ARY BEC BEL BGJ BGK BRN BUK CSJ DDM ILR ISJ LUC LUL NIC PEH ROK SUR UGW VNC YUD',
  1991: 'AOK PEI YDD',
  1992: 'ARA',
  1993: 'BRE CSK LTT MXP UYP',
  1994: 'BRR ESB LVR ZRZ',
  1995: 'GEK HRD YUN ZAL',
  1996: 'UAK',
  1997: 'GWP PLZ',
  1998: 'BAD SDP',
  1999: 'XEU XRE ZRN',
  2000: 'AON AOR ECS ECV',
  2001: 'BYB TJR',
  2002: 'ATS BEF DEM ESP FIM FRF GRD IEP ITL LUF NLG PTE TPE',
  2003: 'ADP AFA BGL SRG YUM',
  2004: 'CHC MGF RUR',
  2005: 'AYM AZM ROL TRL',
  2006: 'CSD MZM XFO ZWN',
  2007: 'GHP SDD SIT',
  2008: 'CYP GHC MTL VEB ZWD',
  2009: 'SKK TMM ZWR',
  2011: 'EEK',
  2012: 'ZMK',
  2013: 'XFU',
  2014: 'LTL LVL USS',
  2017: 'BYR MRO STD',
  2018: 'VEF',
  2021: 'CUC',
  2023: 'HRK SLL',
  2024: 'ZWL',
  2025: 'ANG',
  2026: 'BGN',
}

describe('currencies', () => {
  const active = currencies.filter(({ withdrawn }) => withdrawn === undefined)
  const withdrawn = currencies.filter((currency) => currency.withdrawn !== undefined)

  it.each(Object.entries(listOne))('has the active codes with minor units %s', (minorUnits, codes) => {
    const digits = minorUnits === 'N.A.' ? null : Number(minorUnits)
    expect(codesOf(active.filter((currency) => currency.minorUnits === digits))).toStrictEqual(codes.split(/\s+/))
  })

  it('has no other active code', () => {
    expect(active).toHaveLength(178)
  })

  it.each(Object.entries(listThree))('has the codes withdrawn in %s', (year, codes) => {
    expect(codesOf(withdrawn.filter((currency) => currency.withdrawn?.startsWith(year)))).toStrictEqual(codes.split(' '))
  })

  it('has no other withdrawn code', () => {
    expect(withdrawn).toHaveLength(129)
  })

  it('has each code once, well-formed, with distinct numbers among the active ones', () => {
    expect(new Set(codesOf(currencies)).size).toBe(currencies.length)
    expect(new Set(active.map(({ numeric }) => numeric)).size).toBe(active.length)
    for (const { code, numeric, name, from, withdrawn: month } of currencies) {
      expect(code).toMatch(/^[A-Z]{3}$/)
      expect(numeric ?? '000').toMatch(/^[0-9]{3}$/)
      expect(name).not.toBe('')
      for (const date of [from, month]) expect(date ?? '2000-01').toMatch(/^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$/)
    }
  })

  it('knows the withdrawn codes without cents', () => {
    const whole = withdrawn.filter(({ minorUnits }) => minorUnits === 0)
    expect(codesOf(whole).join(' ')).toBe('ADP BEC BEF BEL BYB BYR ESA ESB ESP GRD ITL LUC LUF LUL MGF PTE TPE TRL')
  })
})

describe('findCurrency', () => {
  it.each([
    ['EUR', undefined, true],
    ['DEM', undefined, true],
    ['eur', undefined, false],
    ['XYZ', undefined, false],
    ['toString', undefined, false],
    ['EUR', '1998-12', false],
    ['EUR', '1999-01', true],
    ['BGN', '2025-12-31', true],
    ['BGN', '2026-01-31T22:00:00.000000Z', true],
    ['BGN', '2026-02', false],
    ['HRK', '2023-02', false],
    ['ANG', '2025-04', false],
    ['XCG', '2025-02', false],
    ['XCG', '2025-03', true],
    ['USD', '1900-01', true],
  ])('%s at %s: %s', (code, at, found) => {
    expect(findCurrency(code, at === undefined ? {} : { at })?.code).toBe(found ? code : undefined)
  })

  it.each(['', '2026', '2026-13', '2026-1', '2026-011', 'now'])('refuses %j as a month', (at) => {
    expect(() => findCurrency('EUR', { at })).toThrow(expect.objectContaining({ code: 'money.month_malformed', field: 'at' }))
  })

  it("searches the host's own table, whose first row of a code wins", () => {
    const points: Currency = { code: 'PTS', numeric: null, name: 'Points', minorUnits: 0 }
    const forint: Currency = { code: 'HUF', numeric: '348', name: 'Forint', minorUnits: 0 }
    const known = [points, forint, ...currencies]
    expect(findCurrency('PTS', { known })).toBe(points)
    expect(findCurrency('HUF', { known })).toBe(forint)
    expect(findCurrency('EUR', { known })?.name).toBe('Euro')
    expect(findCurrency('PTS')).toBeUndefined()
    expect(minorUnitsOf('PTS', 'currency', known)).toBe(0)
  })
})

describe('minorUnitsOf', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['UYW', 4],
    ['MGA', 2],
    ['HUF', 2],
  ])('%s has %i', (code, digits) => {
    expect(minorUnitsOf(code)).toBe(digits)
  })

  it.each([
    ['XAU', 'money.no_minor_units'],
    ['XXX', 'money.no_minor_units'],
    ['EURO', 'money.currency_unknown'],
    ['', 'money.currency_unknown'],
    ['__proto__', 'money.currency_unknown'],
  ])('refuses %j', (code, failure) => {
    expect(() => minorUnitsOf(code, 'plan.currency')).toThrow(expect.objectContaining({ code: failure, field: 'plan.currency' }))
  })
})

it('checkCurrency names field and value', () => {
  expect(checkCurrency('EUR').numeric).toBe('978')
  expect(() => checkCurrency('eur', 'account.currency')).toThrow(/^account.currency is "eur" \(rule: /)
})

function codesOf(rows: readonly Currency[]): readonly string[] {
  return rows.map(({ code }) => code).sort()
}
