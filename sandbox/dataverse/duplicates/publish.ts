import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import { representation } from '../routes/records.js';
import type { Service } from '../routes/service.js';
import type { Row } from '../rows/row.js';
import { column, read } from '../rows/slots.js';
import { published, publishing, setRuleState, unpublished } from './state.js';

/** Action `PublishDuplicateRule`, bound to a rule: a job that makes it count. Answers the job. */
export function publishRule({ world, jobs }: Service, rule: Row, request: ApiRequest): ApiAnswer {
  const table = tableOf(world, 'duplicaterule');
  demand(world, request, 'Write', table);
  if (read(table, rule.values, 'statuscode') !== unpublished[1])
    throw faults.argument('The duplicate detection rule is published already.');
  const conditions = tableOf(world, 'duplicaterulecondition');
  if (storeOf(world, 'duplicaterulecondition').findByValue(column(conditions, 'regardingobjectid'), rule.id).length === 0)
    throw faults.argument('The duplicate detection rule has no conditions.');
  setRuleState(world, rule, publishing);
  const isPublishing = (): boolean =>
    storeOf(world, 'duplicaterule').rows.get(rule.id) === rule && read(table, rule.values, 'statuscode') === publishing[1];
  const id = jobs.start({
    kind: 'duplicateRulePublish',
    name: `Publishing duplicate detection rule ${String(read(table, rule.values, 'name'))}`,
    user: request.user,
    takesMs: world.settings.keyIndexMs,
    cancelled() {
      if (isPublishing()) setRuleState(world, rule, unpublished);
    },
    finish() {
      if (!isPublishing()) return 'The rule was changed or deleted.';
      setRuleState(world, rule, published);
      return undefined;
    },
  });
  const job = storeOf(world, 'asyncoperation').rows.get(id);
  if (job === undefined) throw faults.missing('asyncoperation', id);
  return representation(world, tableOf(world, 'asyncoperation'), job, request, 200);
}

/** Action `UnpublishDuplicateRule`. */
export function unpublishRule({ world }: Service, request: ApiRequest): ApiAnswer {
  demand(world, request, 'Write', tableOf(world, 'duplicaterule'));
  const id = asGuid(jsonBody(request, '').DuplicateRuleId);
  const rule = storeOf(world, 'duplicaterule').rows.get(id ?? '');
  if (rule === undefined) throw faults.missing('duplicaterule', String(id));
  setRuleState(world, rule, unpublished);
  return noContent();
}
