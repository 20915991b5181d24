import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { jsonSchemas } from './json-schemas.js'
it('x', () => { console.log(JSON.stringify(jsonSchemas(), undefined, 1)); for (const s of Object.values(jsonSchemas())) new Ajv2020().compile(s); expect(1).toBe(1) })
