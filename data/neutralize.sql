-- A neutralized copy of a database reaches nobody: no company is switched on, so no
-- policy is played and nothing that waits is delivered.
UPDATE res_company SET collection_active = FALSE;
-- A copy on the same server would write into the same folders.
UPDATE collection_post_provider SET active = FALSE;
UPDATE ir_cron
   SET active = FALSE
 WHERE id IN (
    SELECT res_id
      FROM ir_model_data
     WHERE module = 'account_collection'
       AND model = 'ir.cron'
 );
