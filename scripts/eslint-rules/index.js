import noDecimalOperators from './no-decimal-operators.js'
import noDivision from './no-division.js'
import noNumberMoney from './no-number-money.js'
import pureAtImport from './pure-at-import.js'

/** The rules of this repository that no published plug-in has. */
export const farthing = {
  rules: {
    'no-decimal-operators': noDecimalOperators,
    'no-division': noDivision,
    'no-number-money': noNumberMoney,
    'pure-at-import': pureAtImport,
  },
}
