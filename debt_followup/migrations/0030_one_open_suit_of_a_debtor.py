import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from areas.migrating import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('debt_followup', '0021_signers_who_cannot_sign_any_more'),
    ]

    operations = [
        # behind a long transaction it gives up and can be run again, instead of holding everybody up
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        AtOnce([
            migrations.RemoveConstraint(
                model_name='legalfile',
                name='one_open_suit',
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='legaldefendant',
                trigger=pgtrigger.compiler.Trigger(name='sued_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_legalfile own\n        JOIN debt_followup_legaldefendant named ON named.file_id = own.id\n        JOIN debt_followup_legaldefendant other ON other.party_id = named.party_id AND other.file_id <> own.id\n        JOIN debt_followup_legalfile f ON f.id = other.file_id AND f.kind = 'LITIGATION' AND f.state <> 'CLOSED'\n        WHERE own.id = NEW.file_id AND own.kind = 'LITIGATION' AND own.state <> 'CLOSED'\n    ) THEN\n        RAISE EXCEPTION 'a debtor of file % is in another open suit', NEW.file_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_open_suit_of_a_debtor';\n    END IF;\n    RETURN NULL;\n", hash='0afaa94fe9256ba4b3bb40c5e9f8a4bfd3a5b0c1', operation='INSERT', pgid='pgtrigger_sued_once_c5653', table='debt_followup_legaldefendant', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='legalfile',
                trigger=pgtrigger.compiler.Trigger(name='sued_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'CLOSED\')', func="\n    IF EXISTS (\n        SELECT 1 FROM debt_followup_legalfile own\n        JOIN debt_followup_legaldefendant named ON named.file_id = own.id\n        JOIN debt_followup_legaldefendant other ON other.party_id = named.party_id AND other.file_id <> own.id\n        JOIN debt_followup_legalfile f ON f.id = other.file_id AND f.kind = 'LITIGATION' AND f.state <> 'CLOSED'\n        WHERE own.id = NEW.id AND own.kind = 'LITIGATION' AND own.state <> 'CLOSED'\n    ) THEN\n        RAISE EXCEPTION 'a debtor of file % is in another open suit', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_open_suit_of_a_debtor';\n    END IF;\n    RETURN NULL;\n", hash='1a874bbaf24fadd642b310d9578a296b4025f9d9', operation='UPDATE OF "state"', pgid='pgtrigger_sued_once_b1e8f', table='debt_followup_legalfile', when='AFTER')),
            ),
        ]),
    ]
