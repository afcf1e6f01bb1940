-- wrk: ask queries of which no two are equal, or the same one again.
-- Arguments: start of the path; file with the rest of each path; number of requests sent before; mode; first query.
local head, tails, mode = "", {}, "new"
local sent, asked, same = 0, 0, nil

function init(arguments)
  head, sent, mode, asked = arguments[1], tonumber(arguments[3]), arguments[4], tonumber(arguments[5])
  for line in io.lines(arguments[2]) do tails[#tails + 1] = line end
  same = wrk.format("GET", head .. "000000000" .. tails[1])
end

function request()
  if mode == "same" then return same end
  sent, asked = sent + 1, asked + 1
  if mode == "other" then
    wrk.headers["User-Agent"] = "reader " .. sent
    return wrk.format("GET", head .. "000000000" .. tails[1])
  end
  return wrk.format("GET", head .. string.format("%09d", sent) .. tails[asked % #tails + 1])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "refused": %d, "broken": %d, "late": %d, "bytes": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write, errors.timeout, summary.bytes))
end
