import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from areas.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0071_demands_by_debtor'),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='acknowledgement',
                name='step_allowed',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='acknowledgement',
                name='is_signed',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='acknowledgementsigner',
                name='signer_of_the_contract',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='debtcontact',
                name='acts_for_herself',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='legalfile',
                name='step_allowed',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='restructuring',
                name='signed_by_all',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='restructuringline',
                name='schedule_stays',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='restructuringsigner',
                name='signer_of_the_contract',
            ),
            migrations.RemoveConstraint(
                model_name='acknowledgementsigner',
                name='acknowledgement_signer_once',
            ),
            migrations.RemoveConstraint(
                model_name='debtcontact',
                name='one_demand_a_day',
            ),
            migrations.RemoveConstraint(
                model_name='restructuringsigner',
                name='restructuring_signer_once',
            ),
            migrations.AddField(
                model_name='acknowledgementsigner',
                name='attempt',
                field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name='ครั้งที่'),
            ),
            migrations.AddField(
                model_name='restructuringsigner',
                name='attempt',
                field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name='ครั้งที่'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='acknowledgement',
                trigger=pgtrigger.compiler.Trigger(name='step_allowed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func="\n    IF OLD.state || '>' || NEW.state NOT IN ('DEFAULTED>IN_FORCE', 'DEFAULTED>KEPT', 'DEFAULTED>PREPARED', 'DEFAULTED>REPLACED', 'IN_FORCE>DEFAULTED', 'IN_FORCE>KEPT', 'IN_FORCE>PREPARED', 'IN_FORCE>REPLACED', 'KEPT>IN_FORCE', 'KEPT>PREPARED', 'PREPARED>CANCELLED', 'PREPARED>IN_FORCE', 'REPLACED>DEFAULTED', 'REPLACED>IN_FORCE') THEN\n        RAISE EXCEPTION 'row % cannot go from % to %', OLD.id, OLD.state, NEW.state\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledgement_step_allowed';\n    END IF;\n    RETURN NEW;\n", hash='cabd317839e76190669ca670c02a5f7ebb8a1561', operation='UPDATE OF "state"', pgid='pgtrigger_step_allowed_9519d', table='debt_followup_acknowledgement', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='acknowledgement',
                trigger=pgtrigger.compiler.Trigger(name='is_signed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.state = 'IN_FORCE' AND NOT EXISTS (\n        SELECT 1 FROM debt_followup_acknowledgementsigner s\n        WHERE s.acknowledgement_id = NEW.id AND s.signed_on IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_entryvoid v\n            WHERE v.acknowledgement_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'nobody signed acknowledgement %', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledgement_is_signed';\n    END IF;\n    IF NEW.state = 'PREPARED' AND EXISTS (\n        SELECT 1 FROM debt_followup_acknowledgementsigner s\n        WHERE s.acknowledgement_id = NEW.id AND s.signed_on IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_entryvoid v\n            WHERE v.acknowledgement_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'acknowledgement % is signed', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledgement_is_signed';\n    END IF;\n    RETURN NEW;\n", hash='fa1c7eb7b128f514c4b2c460d0dd680cec116770', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_is_signed_930e3', table='debt_followup_acknowledgement', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='acknowledgementsigner',
                trigger=pgtrigger.compiler.Trigger(name='signer_of_the_contract', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM debt_followup_acknowledgement a JOIN loans_party p ON p.contract_id = a.contract_id\n        WHERE a.id = NEW.acknowledgement_id AND p.id = NEW.party_id\n    ) THEN\n        RAISE EXCEPTION 'party % did not sign the contract of acknowledgement %', NEW.party_id, NEW.acknowledgement_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'acknowledged_by_a_debtor';\n    END IF;\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_acknowledgementsigner s\n        WHERE s.acknowledgement_id = NEW.acknowledgement_id AND s.party_id = NEW.party_id AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_entryvoid v\n            WHERE v.acknowledgement_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'party % has her line in acknowledgement %', NEW.party_id, NEW.acknowledgement_id\n            USING ERRCODE = 'unique_violation', CONSTRAINT = 'acknowledgement_signer_once';\n    END IF;\n    RETURN NEW;\n", hash='d41e7f71e043eb88f07f985f511a779a8f0a6fdf', operation='INSERT', pgid='pgtrigger_signer_of_the_contract_c6d32', table='debt_followup_acknowledgementsigner', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='debtcontact',
                trigger=pgtrigger.compiler.Trigger(name='one_demand_a_day', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."is_demand" AND NEW."override_reason" = \'\' AND NEW."party_id" IS NOT NULL)', func='\n    PERFORM 1 FROM loans_party p WHERE p.id = NEW.party_id FOR NO KEY UPDATE;\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_debtcontact c\n        WHERE c.party_id = NEW.party_id AND c."on" = NEW."on" AND c.is_demand AND c.override_reason = \'\'\n          AND c.id <> NEW.id AND NOT EXISTS (\n              SELECT 1 FROM debt_followup_entryvoid v WHERE v.contact_id = c.id AND v.state = \'CONFIRMED\')\n    ) THEN\n        RAISE EXCEPTION \'debtor % was asked on that day\', NEW.party_id\n            USING ERRCODE = \'unique_violation\', CONSTRAINT = \'one_demand_a_day\';\n    END IF;\n    RETURN NULL;\n', hash='613b9a6f505b16d3babcc517c5cf9db2b96c5649', operation='INSERT', pgid='pgtrigger_one_demand_a_day_1f7a7', table='debt_followup_debtcontact', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='debtcontact',
                trigger=pgtrigger.compiler.Trigger(name='acts_for_herself', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."party_id" IS NOT NULL)', func='\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_legalfile f\n        LEFT JOIN LATERAL (\n            SELECT MIN(e."on") AS first_on, MAX(e."on") AS last_on FROM debt_followup_legalentry e\n            WHERE e.file_id = f.id AND e.kind = \'DAY\'\n              AND e.day = CASE f.kind WHEN \'DEATH\' THEN \'DIED\' ELSE \'RECEIVERSHIP\' END\n              AND NOT EXISTS (\n                  SELECT 1 FROM debt_followup_entryvoid v WHERE v.legal_entry_id = e.id AND v.state = \'CONFIRMED\')\n              AND NOT EXISTS (\n                  SELECT 1 FROM debt_followup_legalentry c WHERE c.corrects_id = e.id AND NOT EXISTS (\n                      SELECT 1 FROM debt_followup_entryvoid v WHERE v.legal_entry_id = c.id AND v.state = \'CONFIRMED\'))\n        ) told ON TRUE\n        WHERE f.party_id = NEW.party_id AND f.state <> \'CLOSED\' AND (\n            f.kind = \'DEATH\' AND NEW."on" > COALESCE(told.first_on, DATE \'-infinity\')\n            OR f.kind = \'BANKRUPTCY\' AND NEW.is_demand AND NEW."on" >= COALESCE(told.last_on, DATE \'-infinity\')\n        )\n    ) THEN\n        RAISE EXCEPTION \'debtor % does not act for herself\', NEW.party_id\n            USING ERRCODE = \'check_violation\', CONSTRAINT = \'debtor_acts_for_herself\';\n    END IF;\n    RETURN NEW;\n', hash='4a2ad00d027f8274d047ecbf2b8b31e1c2a45cd1', operation='INSERT', pgid='pgtrigger_acts_for_herself_810ed', table='debt_followup_debtcontact', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='legalfile',
                trigger=pgtrigger.compiler.Trigger(name='step_allowed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func="\n    IF OLD.state || '>' || NEW.state NOT IN ('ACTED>CLOSED', 'ACTED>DECIDED', 'ACTED>OPEN', 'CLOSED>OPEN', 'DECIDED>CLOSED', 'DECIDED>OPEN', 'OPEN>ACTED', 'OPEN>CLOSED') THEN\n        RAISE EXCEPTION 'row % cannot go from % to %', OLD.id, OLD.state, NEW.state\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'legal_file_step_allowed';\n    END IF;\n    RETURN NEW;\n", hash='70cd5697b4eb6f88950d13b6341ae28e3e463f08', operation='UPDATE OF "state"', pgid='pgtrigger_step_allowed_ea2b9', table='debt_followup_legalfile', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restructuring',
                trigger=pgtrigger.compiler.Trigger(name='signed_by_all', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.state = 'IN_FORCE' AND (\n        NOT EXISTS (\n            SELECT 1 FROM debt_followup_restructuringsigner s\n            WHERE s.restructuring_id = NEW.id AND s.signed_on IS NOT NULL AND NOT EXISTS (\n                SELECT 1 FROM debt_followup_entryvoid v\n                WHERE v.restructuring_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL\n            )\n        )\n        OR EXISTS (\n            SELECT 1 FROM debt_followup_restructuringsigner s\n            WHERE s.restructuring_id = NEW.id AND s.signed_on IS NULL AND s.dropped_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'not everybody signed the memorandum of restructuring %', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_is_signed_by_all';\n    END IF;\n    RETURN NEW;\n", hash='9abcfcf8081c41cce3ac7598dca3f787551c0bdd', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_signed_by_all_64e0c', table='debt_followup_restructuring', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restructuringline',
                trigger=pgtrigger.compiler.Trigger(name='schedule_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_restructuringsigner s\n        WHERE s.restructuring_id = OLD.restructuring_id AND s.signed_on IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_entryvoid v\n            WHERE v.restructuring_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'the schedule of restructuring % was signed', OLD.restructuring_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructuring_schedule_stays';\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n", hash='244234b75c711148943ff3712b18e9e42f8d7452', operation='UPDATE OR DELETE', pgid='pgtrigger_schedule_stays_24f1a', table='debt_followup_restructuringline', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='restructuringsigner',
                trigger=pgtrigger.compiler.Trigger(name='signer_of_the_contract', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM debt_followup_restructuring r JOIN loans_party p ON p.contract_id = r.contract_id\n        WHERE r.id = NEW.restructuring_id AND p.id = NEW.party_id\n    ) THEN\n        RAISE EXCEPTION 'party % did not sign the contract of restructuring %', NEW.party_id, NEW.restructuring_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'restructured_by_a_debtor';\n    END IF;\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_restructuringsigner s\n        WHERE s.restructuring_id = NEW.restructuring_id AND s.party_id = NEW.party_id AND s.dropped_on IS NULL\n          AND NOT EXISTS (\n            SELECT 1 FROM debt_followup_entryvoid v\n            WHERE v.restructuring_signer_id = s.id AND v.state = 'CONFIRMED' AND v.right_on IS NULL\n        )\n    ) THEN\n        RAISE EXCEPTION 'party % has her line in restructuring %', NEW.party_id, NEW.restructuring_id\n            USING ERRCODE = 'unique_violation', CONSTRAINT = 'restructuring_signer_once';\n    END IF;\n    RETURN NEW;\n", hash='5f0adfa26a48230ef6e3b2502e6bdfa5dcd4169a', operation='INSERT', pgid='pgtrigger_signer_of_the_contract_d526b', table='debt_followup_restructuringsigner', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='acknowledgementsigner',
                constraint=models.UniqueConstraint(fields=('acknowledgement', 'party', 'attempt'), name='acknowledgement_signer_once'),
            ),
            migrations.AddConstraint(
                model_name='restructuringsigner',
                constraint=models.UniqueConstraint(fields=('restructuring', 'party', 'attempt'), name='restructuring_signer_once'),
            ),
        ]),
    ]
