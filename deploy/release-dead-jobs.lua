-- Takes the jobs of dead workers out of the list of running ones; n8n then marks their executions "crashed" and keeps
-- their data, so that they can be resent (docs/en/operate.md). n8n's own check for stalled jobs, which is switched off for
-- this, replaces the data of the execution by an error.
--
-- A worker that lives renews the lock of each of its jobs. A job that has just been taken has none for a moment, so only
-- what is without a lock in two looks in a row is released.
--
-- redis-cli --eval release-dead-jobs.lua bull:jobs
local queue = KEYS[1]
local suspects = queue .. ':without-lock'
local seen, released = {}, {}
for _, id in ipairs(redis.call('LRANGE', queue .. ':active', 0, -1)) do
	if redis.call('EXISTS', queue .. ':' .. id .. ':lock') == 0 then
		if redis.call('SISMEMBER', suspects, id) == 1 then
			redis.call('LREM', queue .. ':active', 0, id)
			redis.call('EXPIRE', queue .. ':' .. id, 86400)
			table.insert(released, id)
		else
			table.insert(seen, id)
		end
	end
end
redis.call('DEL', suspects)
for _, id in ipairs(seen) do
	redis.call('SADD', suspects, id)
end
return released
