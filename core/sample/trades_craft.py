"""Work with hands, machines and plans: employers, duties, tools, training, good and bad work."""

TRADES = """
# electrician
at   a contractor for public buildings
at   a shipyard
at   a solar installation firm
did  wiring new buildings
did  testing installations
did  repairing faults on call
uses circuit testers
uses AutoCAD
uses a thermal camera
has  a master craftsman's certificate
has  an apprenticeship in electrical installation
good wired {40-90} flats without a single fault at inspection
good found in an hour a fault that had stopped production for days
good brought a delayed building site back on schedule
bad  left connections that failed inspection
bad  damaged a control cabinet worth £{12-30},000
bad  needed help with routine wiring
# carpenter
at   a joinery
at   a theatre workshop
at   a builder of timber houses
did  building staircases
did  fitting kitchens
did  restoring old windows
uses a CNC router
uses hand tools
uses SketchUp
has  an apprenticeship in carpentry
has  a diploma in furniture making
good restored {30-80} windows of a listed building to the full satisfaction of the owners
good built a staircase that won a regional prize
good reduced waste timber by {20-40} percent
bad  cut the parts for an entire kitchen to the wrong size
bad  left {3-6} jobs unfinished
bad  ignored measurements and had to start again
# mechanical engineer
at   a pump manufacturer
at   a maker of packaging machines
at   a railway supplier
did  designing components
did  testing prototypes
did  supporting production
uses SolidWorks
uses MATLAB
uses Ansys
has  a degree in mechanical engineering
has  a technical college diploma
good designed a pump housing that is {15-30} percent lighter and cheaper to make
good {was} granted {2-4} patents in {his} last post
good brought a prototype to series production in {7-11} months
bad  designed a bracket that cracked in every test
bad  released drawings with wrong tolerances
bad  never took a design further than a rough draft
# lorry driver
at   a parcel service
at   a dairy cooperative
at   a removals company
did  driving long-distance routes
did  loading and securing goods
did  keeping the delivery papers
uses a digital tachograph
uses route planning software
uses a forklift
has  a heavy goods licence
has  a certificate for dangerous goods
good drove {400-800},000 miles without an accident
good delivered {97-99} percent of loads on time
good planned routes that saved {11-18} percent of fuel
bad  had {3-5} avoidable accidents in {2-2} years
bad  delivered loads late and damaged
bad  failed to secure a load properly
# warehouse supervisor
at   a grocery distribution centre
at   a spare parts depot
at   an online bookshop
did  leading a shift of {12-25} people
did  planning deliveries
did  checking the inventory
uses SAP
uses barcode scanners
uses a forklift
has  a diploma in logistics
has  an apprenticeship in warehousing
good reduced picking errors by {40-70} percent
good reorganised the shelves so that orders left {2-4} hours sooner
good went {600-900} days without an accident on the shift
bad  lost track of stock worth £{20-60},000
bad  let the shift fall behind every peak season
bad  sent hundreds of orders to the wrong address
# chef
at   a harbour hotel
at   a hospital canteen
at   a fish restaurant
did  planning menus
did  ordering ingredients
did  leading a kitchen team of {5-9}
uses a combi oven
uses stock control software
uses sous-vide equipment
has  an apprenticeship in cookery
has  a certificate in food hygiene
good cut food waste by {30-50} percent
good served {200-400} guests a night without a complaint
good earned a restaurant its first award
bad  let food go to waste week after week
bad  failed a hygiene inspection
bad  sent out cold dishes so often that guests stayed away
# laboratory technician
at   a water testing laboratory
at   a food research institute
at   a producer of vaccines
did  preparing samples
did  running the analyses
did  calibrating the instruments
uses a mass spectrometer
uses LabWare
uses pipetting robots
has  a diploma in chemistry
has  a degree in biology
good raised the number of samples a day from {40-60} to {90-130}
good developed a test that is now the standard method in the laboratory
good passed {3-6} accreditation visits without a remark
bad  contaminated samples and spoiled a month of measurements
bad  kept a laboratory book nobody could follow
bad  forgot to calibrate the instruments
# architect
at   a practice for school buildings
at   a city planning office
at   a studio for conversions
did  drawing up plans
did  supervising building sites
did  preparing tenders
uses Revit
uses ArchiCAD
uses Rhino
has  a degree in architecture
has  a master's degree in urban design
good completed {3-6} school buildings within budget
good won {2-4} open competitions
good designed a conversion that uses {40-60} percent less energy
bad  drew plans that the building authority rejected {2-4} times
bad  overlooked fire regulations
bad  let costs on a small conversion double
# gardener
at   a botanical garden
at   a landscaping company
at   a tree nursery
did  planting trees and shrubs
did  designing flower beds
did  maintaining machines
uses chainsaws
uses irrigation controls
uses a mini digger
has  an apprenticeship in horticulture
has  a certificate in tree care
good laid out a park of {3-9} acres ahead of schedule
good kept {95-99} percent of newly planted trees alive through a drought
good cut water use by {25-45} percent
bad  let a whole bed of young trees die
bad  damaged machines through careless handling
bad  planted the wrong trees along an avenue
# graphic designer
at   a publisher of schoolbooks
at   an advertising agency
at   a museum
did  designing covers and posters
did  preparing files for print
did  looking after the house style
uses InDesign
uses Illustrator
uses Figma
has  a degree in graphic design
has  a diploma in media design
good designed a series that sold {20-60},000 copies
good won {2-4} design prizes
good finished {80-150} layouts without a late file
bad  sent files to print with spelling mistakes
bad  ignored the brief and had to start over
bad  copied a layout from another agency
"""
