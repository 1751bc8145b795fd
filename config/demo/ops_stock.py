"""Warehouse & delivery: stock, returns and the tools of the warehouse floor."""

from config.demo.company import OPS
from config.demo.notation import parse

ITEMS = parse(
    OPS,
    """
initiative #true-stock | A stock figure one can trust | progress @astrid -130h..150h +stock team:logistics
| ~bogdan
> The shop's figure is right for 96.4 % of articles. Each wrong one is an order we cannot keep or a plant we
> could have sold.
  epic #counting | Count a little every day | progress @bogdan -24..30 =8/8/13/5
    feature #cycle | Twenty slots a day instead of one weekend a year | progress @bogdan 5 -24..-5 =8/8/13/5
    > The scanner proposes slots where a mistake is likely: many picks, short picks, long since counted.
    ?x Twenty proposals fit in 25 minutes
    ? A difference above 50 € is counted by a second person
    ? Accounts accept it in place of the yearly count
    ! -9 astrid: Everything works but the last line. The auditor wants to see eight weeks without a gap.
    ! -8 bogdan: So the due date is wrong, not the work. Shall I move it?
    ! -8 astrid: Leave it red until I have the letter in my hand.
    story | Blind count: the scanner does not show the expected figure | done @bogdan 1 ..-31 =5/5/8/1
    | +scanners
    story | Short pick asks for a count at once | ready @bogdan 2 =5/5/8/2
    ? The slot is counted before the round ends
    ? Nobody is asked twice for the same slot in a day
    bug | Counting a slot during a pick loses the pick | progress @bogdan 3 -2..4 =8/13/13/2
    > Two scanners on one slot: the later write wins. Hit four times last week.
    ? Both changes hold, whatever the order
    ? Both people see what the other one did
    ! -2 bogdan: It is the old story of reading, adding in the scanner and writing back. Changing it to a
    : difference.
    chore | Reason for every correction, six to choose from | done @astrid 1 ..-48
  epic #sync | Shop and warehouse agree within seconds | ready @bogdan 10m..70m =13/8/13/8 +integration
  ! -33 mila: Jonas and I would put this before everything else on your list, for what it is worth.
  ! -32 astrid: It is worth a lot. It is second, behind the frost hold while there is frost.
    feature #stock-stream | Stock changes reach the shop as they happen | ready @bogdan 8 10..48w =13/8/13/8
    | blocks:back-on-thursday
    > A file every ten minutes today. On a spring Saturday we sell about 30 plants an hour that are gone.
    ? 95 % of changes are in the shop within five seconds
    ? When the shop is down nothing is lost and nothing counts twice
    ? The nightly comparison finds no difference for two weeks
    ! -26 rasmus: I would send the new figure with a running number, not the difference. Then late ones do
    : no harm.
    ! -26 bogdan: Yes. Differences inside the warehouse, figures between the houses.
    story | Keep five of every fast seller back on Saturdays | done @bogdan 1 ..-22 =8/8/5/1
    story | Stock by best-before for seed and bulbs | planned 5 =5/3/8/5
    story #back-on-thursday | Show expected deliveries as "back on Thursday" | planned @bogdan 3 =8/5/3/3
    bug | Reserved stock of unpaid orders is never released on Sundays | trial @bogdan 2 -4..0 =8/8/5/2
    ? Released two hours after the order, on every day of the week
    ?x The job says how much it released, so that a silent day is noticed
  epic #inbound | Goods come in without a queue | planned @astrid 45m..140q =8/5/5/8
    story | Suppliers announce a delivery and get a gate | planned 5 =8/5/5/5
    story | Receive a pallet with one scan | inbox @bogdan +scanners
    > When the supplier announced it, the label on the pallet is enough. Otherwise count as today.
    story | Plants are unpacked within two hours | planned @astrid 2 =8/8/5/2 +plants
    ? The board at the gate shows hours since arrival per trolley
    ? After 90 minutes the trolley goes to the top of the list
    story | Photograph of damaged goods goes to the supplier | inbox
    bug | Supplier's article number with a slash breaks the import | done @bogdan 1 ..-17 =3/5/3/1
    | +integration
    spike | What do our ten largest suppliers send by machine? | done @bogdan 2 ..-74
    > Four send proper messages, three a spreadsheet, two a PDF, one a fax. The fax is our best supplier.

initiative #returns-paperless | Returns without paper | planned @astrid 35m..170h +returns team:logistics
> A return takes nine days from parcel to money, of which seven are waiting in a cage for a form.
  epic #return-gate | A return is decided in a minute | planned @astrid 35m..110q =8/5/5/8
    feature #grade | Grade returned goods at the gate | planned @bogdan 5 40..80m =8/5/5/5 +scanners
    > Four grades with a picture each: as new, opened, damaged, compost. The grade decides money and place.
    ? The refund starts when the grade is scanned
    ? As new is back in stock within an hour
    story | Second-choice shelf for staff and the Saturday market | inbox @astrid
    story | Give returned living plants to schools | inbox
    > Compost is the fate of 600 healthy plants a year that cannot be sold again.
    story | Returned tools are tested by a checklist | planned 3 =3/3/8/3 +safety
    ? Electric tools are never sold again without all ticks
    ? The tester's badge and the day are kept with the tool
    story | Reason for return by product, monthly | ready @bogdan 2 =5/3/5/2 +reporting
    ? The ten worst products with pictures of five returns each
    ? Sent to the buyers on the first working day
    bug | Return without an order number stays for weeks | inbox @bogdan
    > Eleven boxes in the corner, some with a nice letter inside. Find the order by name, article and date.
    bug | Refund is sent for the delivery cost as well when one part comes back | ready @bogdan 2 ..8
    | =8/8/5/2
    ? Delivery cost is returned only with the last part
    ? Refunds of the last three months are listed for finance, nobody is asked to pay back
    chore | Agree with finance on refunds before inspection under 40 € | done @astrid 1 ..-25

initiative #floor | Tools that survive the warehouse floor | progress @bogdan -50q..160h +scanners
| team:logistics
> Gloves, dust, rain at the gate, and a network with a hole beside the bark. Software for that, not for a
> desk.
  epic #scanner | A scanner one can use with gloves | progress @bogdan -38..55m =8/5/8/8
    story #offline-scan | Scans are kept while the network is gone | progress @bogdan 5 -11..13 =8/8/8/5
    > The hole beside the bark costs each picker four walks a day.
    ? Two hours without network lose nothing
    ? A conflict is shown to the person who can see the shelf
    ! -4 astrid: Please do not forget the forklift, it has the old scanner.
    story | Buttons of at least two centimetres | done @eleni 3 ..-59
    story | Sound for right and a different one for wrong | done @bogdan 1 ..-43 =5/5/3/1
    story | Sign in by badge | ready @bogdan 3 =5/5/5/3 +safety
    > Passwords with gloves on. So everybody works under the name of whoever came first.
    ? Two seconds from badge to the first task
    ? Works with the badges we have
    ! -18 astrid: The staff council agreed, as long as times per person are not kept.
    story | Battery below 15 % finishes the round and asks for a change | planned 2 =3/3/3/2
    bug | Scanner sleeps during a count | ready @bogdan 1 ..2 =3/5/3/1
    story | Languages: Polish and Romanian beside English | trial @zofia 3 -13..7 =8/5/5/3
    ! -7 zofia: I did the Polish, Bogdan the Romanian. We argued for an hour about the word for "tote".
    feature | Glasses that show the shelf | dropped 20 =2/1/1/20
    ! -96 astrid: Tried a pair for a day. Headache by noon.
  epic #safety-floor | Home healthy | planned @astrid 8m..90q =5/8/13/5 +safety
    story #near-misses | Near misses are reported in twenty seconds | ready @eleni 2 8..29 =5/8/13/2
    > Three accidents last year, each with several near misses before it that nobody wrote down: the form has
    > two pages.
    ? Place by scanning the nearest shelf, two buttons, no name
    ? The safety officer sees it on the same shift
    story | Forklift lanes on the screen plan | inbox
    story | Who may drive what, with an end date | planned @astrid 2 =3/5/13/2
    chore | Lift heavy bags once less: pallets at hip height | done @astrid 2 ..-79
    chore | Fire drill list from the badges at the gate | planned @bogdan 1 =3/5/8/1
  epic #seen | Everybody sees the same day | planned @astrid 30m..130q =5/3/3/5 +reporting
    story #gate-screen | One screen at the gate: lorries, queue, promise | ready @eleni 3 20w..38w =8/5/3/3
    > Replaces a whiteboard that is right in the morning.
    ? Readable from ten metres
    ? Red only where somebody can still do something
    story | Shift handover on one page | planned @astrid 2 =5/5/5/2
    > What is late, what is broken, who is new. Filled in by the system as far as it knows, the rest by a
    > sentence.
    story | Cost per parcel, by size and carrier | inbox @bogdan
    chore | Nightly figures finish before the first shift | done @bogdan 2 ..-8 =5/8/3/2
    chore | Take down the three dashboards nobody opens | dropped @bogdan 1 =1/1/1/1
""",
)
