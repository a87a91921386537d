"""Names that are common wherever English is spoken."""

from mock_redox.synthetic.locales.model import words

FEMALE = words("""
Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty
Sandra Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie
Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole
Anna Samantha Katherine Christine Helen Debra Rachel Carolyn Janet Maria Catherine Heather
Diane Olivia Julie Joyce Victoria Ruth Virginia Lauren Kelly Christina Grace Sofia Hannah
Alice Ada Naomi Priya Mei Fatima Camila Valentina Chloe Zoe Isabella
""")
MALE = words("""
James Michael Robert John David William Richard Joseph Thomas Christopher Charles Daniel
Matthew Anthony Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian Timothy Ronald
George Jason Edward Jeffrey Ryan Jacob Nicholas Gary Eric Jonathan Stephen Larry Justin
Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry
Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy Walter
Christian Keith Luis Wei Omar Ravi Mateo Diego Oscar Felix Hugo Leo
""")
STREETS = words("""
Oak Street | Maple Avenue | Main Street | Park Avenue | Cedar Lane | Elm Street | Pine
Street | Hill Road | Lake Drive | Washington Street | River Road | Church Street | Spring
Street | Walnut Street | Chestnut Street | Highland Avenue | Mill Road | Prospect Street |
School Street | Sunset Drive | Willow Lane | Meadow Lane | Forest Avenue | Garden Street |
Union Street | North Street
""")
