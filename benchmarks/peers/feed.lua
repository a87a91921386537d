-- Feeds wrk one prepared request body after another, each used once.
--
--   wrk ... -s feed.lua URL -- BODIES_FILE
--
-- A file of a single line is sent again and again. When the lines run out, empty bodies
-- follow, which every token server refuses: that shows in the count of refusals.
local bodies = {}
local used = 0

function init(args)
  for line in io.lines(args[1]) do
    bodies[#bodies + 1] = line
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
  used = used + 1
  return wrk.format(nil, nil, nil, #bodies == 1 and bodies[1] or bodies[used] or "")
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"answers": %d, "seconds": %.6f, "refused": %d, "broken": %d, "p50": %.3f, "p99": %.3f}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
