import type { Migration } from './migration.js'

/** Reviews and legal holds among the controls. */
export const retentionControls: Migration = {
  version: 26,
  name: 'retention-controls',
  statements: [
    `ALTER TABLE {schema}.control_record DROP CONSTRAINT control_record_kind_check`,
    `ALTER TABLE {schema}.control_record ADD CONSTRAINT control_record_kind_check CHECK (kind IN (
    'budget_policy', 'budget_event', 'budget_decision', 'prepaid_policy', 'prepaid_standing', 'depletion', 'delinquency', 'restriction', 'override', 'dunning_notice',
    'retention_review', 'legal_hold'))`,
    `COMMENT ON TABLE {schema}.control_record IS 'Budgets, prepaid credit, restrictions, dunning and retention, each thing as it stood after each step. Append-only.'`,
  ],
}
