"""Work with people: employers, duties, tools, training, and what well and badly done work is."""

TRADES = """
# nurse
at   a regional hospital
at   an outpatient clinic
at   a nursing home with {40-120} beds
did  looking after patients on the surgical ward
did  planning the rota
did  preparing medication
uses the electronic patient record
uses infusion pumps
uses the ward planning software
has  a nursing diploma
has  a degree in nursing
good reduced falls on the ward by {20-45} percent
good trained {5-12} new colleagues, all of whom passed at the first attempt
good kept the ward running calmly through a serious staff shortage
bad  made repeated mistakes with medication charts
bad  left handover notes incomplete
bad  lost {his} head in two emergencies
# primary school teacher
at   a village school
at   a large primary school
at   an international school
did  teaching mathematics and reading
did  organising parents' evenings
did  running the school library
uses interactive whiteboards
uses Google Classroom
uses Moodle
has  a teaching degree
has  a postgraduate certificate in education
good lifted the reading scores of {his} class from the bottom third to the top
good started a homework club that {30-80} pupils attend
good brought every pupil in the class up to the expected level
bad  lost control of {his} class on several occasions
bad  came to lessons unprepared
bad  let marking pile up for weeks
# social worker
at   a youth welfare office
at   a shelter for the homeless
at   a family advice centre
did  visiting clients at home
did  writing case reports
did  working with schools and courts
uses a case management system
uses Word
uses Excel
has  a degree in social work
has  a diploma in counselling
good found permanent housing for {25-70} clients in one year
good set up an advice hour that has been full ever since
good closed {30-60} cases with a lasting solution
bad  missed home visits without telling anyone
bad  wrote case reports that a court refused to accept
bad  let urgent cases wait for weeks
# physiotherapist
at   a rehabilitation centre
at   a practice for sports medicine
at   an orthopaedic clinic
did  treating patients after operations
did  writing exercise plans
did  running back-pain classes
uses ultrasound equipment
uses a treadmill laboratory
uses appointment software
has  a degree in physiotherapy
has  a certificate in manual therapy
good got {80-95} percent of knee patients walking again within the planned time
good designed a back-pain course that {90-250} patients completed
good shortened the average treatment by {3-5} sessions
bad  applied exercises that made two patients worse
bad  kept no proper records of treatments
bad  started most appointments late
# pharmacist
at   a hospital pharmacy
at   a high-street pharmacy
at   a mail-order pharmacy
did  dispensing prescriptions
did  advising patients
did  checking stock
uses a dispensing robot
uses stock control software
uses the prescription database
has  a degree in pharmacy
has  a master's degree in clinical pharmacy
good caught {12-30} dangerous interactions before they reached a patient
good reduced expired stock by {30-60} percent
good introduced a double check that brought errors down to nearly zero
bad  handed out the wrong strength of a medicine twice
bad  let stock worth £{11-30},000 expire
bad  failed an inspection because of missing records
# librarian
at   a public library
at   a university library
at   a museum archive
did  cataloguing new books
did  running the reading group
did  advising students
uses Koha
uses Alma
uses a digital catalogue
has  a degree in library science
has  a degree in history
good catalogued {11-19},000 volumes in {2-4} years
good raised the number of visitors by {20-45} percent
good won a grant of £{20-70},000 for a digital collection
bad  left most of a donated collection uncatalogued
bad  entered hundreds of records with mistakes
bad  let a grant application lapse
# hotel receptionist
at   a conference hotel
at   a family-run guest house
at   a hotel by the station
did  checking guests in and out
did  handling reservations
did  dealing with complaints
uses Opera
uses Protel
uses online booking portals
has  a hotel management diploma
has  an apprenticeship in hospitality
good raised guest ratings from {#6-7}.{#1-8} to {#8-9}.{#1-8}
good won back {15-40} company customers for the hotel
good handled a fully booked house alone during a power cut
bad  overbooked the house {3-6} times in one season
bad  {was} rude to guests who complained
bad  left the till short on several evenings
# customer service agent
at   a telephone company
at   an electricity supplier
at   an online shoe shop
did  answering calls and e-mails
did  handling returns
did  keeping customer records up to date
uses Zendesk
uses Freshdesk
uses a ticket system
has  a commercial school certificate
has  a diploma in communication
good solved {80-92} percent of calls at the first contact
good reached the best customer rating in a team of {15-40}
good wrote a guide that cut repeat calls by {15-30} percent
bad  passed most calls on instead of solving them
bad  closed tickets without an answer
bad  received {11-20} written complaints in one year
# childcare worker
at   a day nursery
at   an after-school club
at   a forest kindergarten
did  looking after a group of {11-18} children
did  planning outings
did  talking to families about progress
uses learning diaries
uses a rota app
uses first-aid equipment
has  a diploma in early education
has  an apprenticeship in childcare
good set up a language programme that {3-5} other centres have copied
good brought the waiting list down from {40-70} families to {11-20}
good got an excellent mark in {2-4} inspections running
bad  left the group unattended on two occasions
bad  forgot agreed pick-up times
bad  ignored the safety rules for outings
"""
