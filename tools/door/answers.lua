-- wrk sends one answer for each ticket of a file: TICKETS, one a line. Every
-- answer says that it comes from another network, as a proxy before the door does.
-- PACE is how many answers a second all connections send together; 0 = as fast as they can.
local threads = {}
function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

local tickets, at, step, sent, boundary = {}, 0, 1, 0, "----x7MA4YWxkTrZu0gW"
ok, busy, other, none, forms, last = 0, 0, 0, 0, 0, 0

function init(args)
  local n = 0
  step = tonumber(os.getenv("THREADS"))
  for line in io.lines(os.getenv("TICKETS")) do
    if n % step == id then table.insert(tickets, line) end
    n = n + 1
  end
  pace = tonumber(os.getenv("PACE") or "0")
  connections = tonumber(os.getenv("CONNECTIONS"))
  few = tonumber(os.getenv("FEW") or "0")
  text = string.rep("They promised a tram and built a car park. ", 12)
  head = os.getenv("FIELDS")
  harvest = os.getenv("HARVEST") == "1" -- fetch forms as well: a flood of many networks needs a ticket for each answer
  if harvest then tickets = {} end
  first, fetched = 1, {}
  math.randomseed(id + 1)
end

-- Each request has its moment, whatever became of those before it: a slow
-- answer delays no other as long as a connection is free.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long sec, usec; } voxpop_time; int gettimeofday(voxpop_time *, void *); ]]
local t, slot = ffi.new("voxpop_time"), nil

function delay()
  if pace == 0 then return 0 end
  ffi.C.gettimeofday(t, nil)
  local now = tonumber(t.sec) * 1000 + tonumber(t.usec) / 1000
  slot = math.max(slot or now, now - 1000) + 1000 * step / pace
  return math.max(0, math.floor(slot - now))
end

function network()
  if few > 0 then return "198.51." .. (at % few) .. ".7" end
  local k = at * step + id
  return (20 + math.floor(k / 65536) % 100) .. "." .. math.floor(k / 256) % 256 .. "." .. k % 256 .. ".7"
end

function request()
  at = at + 1
  local ticket = tickets[at]
  if harvest then
    ticket = tickets[first]
    if ticket == nil or os.time() - fetched[first] < 5 then
      return wrk.format("GET", os.getenv("ACTION"), { ["X-Forwarded-For"] = network() })
    end
    tickets[first], fetched[first] = nil, nil
    first = first + 1
  end
  if ticket == nil then
    none = none + 1
    if few == 0 then return wrk.format("GET", "/health") end
    ticket = tickets[1 + at % #tickets]
  end
  local body = "--" .. boundary .. "\r\nContent-Disposition: form-data; name=\"ticket\"\r\n\r\n" .. ticket .. "\r\n" .. head ..
    "--" .. boundary .. "\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n" .. text .. at .. "\r\n--" .. boundary .. "--\r\n"
  return wrk.format("POST", os.getenv("ACTION"), {
    ["Content-Type"] = "multipart/form-data; boundary=" .. boundary,
    ["X-Forwarded-For"] = network(),
  }, body)
end

function response(status, headers, body)
  if harvest and status == 200 then
    local ticket = string.match(body, 'name="ticket" value="([^"]+)"')
    if ticket then
      last = last + 1
      tickets[last], fetched[last] = ticket, os.time()
      forms = forms + 1
      return
    end
  end
  if status == 200 then ok = ok + 1
  elseif status == 429 or status == 503 then busy = busy + 1
  else other = other + 1 end
end

function done(summary, latency)
  local o, b, x, n, f = 0, 0, 0, 0, 0
  for _, t in ipairs(threads) do
    o, b, x, n, f = o + t:get("ok"), b + t:get("busy"), x + t:get("other"), n + t:get("none"), f + t:get("forms")
  end
  io.write(string.format("RESULT %d %d %d %d %d %d %d %d %d %d\n", o, b, x, n, f, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
